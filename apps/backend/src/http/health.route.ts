import type { Health, Ready } from '@todo/contracts';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors.ts';

/**
 * `GET /health`: the process answers. `GET /ready`: it may have traffic, as far as is known from the requests before:
 * neither sends SQL, however often they are asked.
 */
export function healthRoutes(app: FastifyInstance, { database }: { readonly database: Database }): void {
  // Probes come every few seconds from every node; only their failures are worth a line.
  const quiet = { logLevel: 'warn' } as const;
  app.get('/health', quiet, (): Health => ({ status: 'ok' }));
  app.get('/ready', quiet, async (): Promise<Ready> => {
    if (app.isDraining()) throw new ApiError('SHUTTING_DOWN', {});
    const known = database.state;
    const state = known.state === 'unknown' ? await database.check() : known;
    switch (state.state) {
      case 'available':
        return { status: 'ready', schema_version: state.schemaVersion };
      case 'schema-out-of-range':
        throw new ApiError('SCHEMA_OUT_OF_RANGE', { reason: state.reason });
      case 'unavailable':
        throw new ApiError('DATABASE_UNAVAILABLE', { reason: state.fault.reason });
      case 'unknown':
        throw new ApiError('DATABASE_UNAVAILABLE', { reason: 'it was not asked yet' });
      default:
        return state satisfies never;
    }
  });
}
