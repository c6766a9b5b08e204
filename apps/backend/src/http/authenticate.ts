import type { FastifyRequest } from 'fastify';
import type { Auth } from '../auth/auth.ts';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors.ts';
import { toHeaders } from './to-headers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose session the request carries; under /api/{user_id} the same as in the path. Elsewhere empty. */
    userId: string;
  }
}

export interface AuthenticateOptions {
  readonly auth: Auth;
  readonly database: Database;
  /** Origins whose pages may change something. */
  readonly origins: readonly string[];
}

/**
 * The hook of every route under /api/{user_id}: the session alone says who the user is, and the path must agree.
 *
 * @returns an onRequest hook that throws ApiError ORIGIN_REFUSED, SIGNED_OUT or USER_MISMATCH
 */
export function authenticate({ auth, database, origins }: AuthenticateOptions) {
  return async (request: FastifyRequest): Promise<void> => {
    const { origin } = request.headers;
    if (origin !== undefined && request.method !== 'GET' && !origins.includes(origin)) {
      throw new ApiError('ORIGIN_REFUSED', {});
    }
    const userId = await database.read(() => auth.userIdOf(toHeaders(request.headers)));
    if (userId === undefined) throw new ApiError('SIGNED_OUT', {});
    if ((request.params as { user_id?: string }).user_id !== userId) throw new ApiError('USER_MISMATCH', {});
    request.userId = userId;
  };
}
