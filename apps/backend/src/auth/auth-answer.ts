import { z } from 'zod';
import { ApiError } from '../errors.ts';

/**
 * What a refusal by Better Auth is in our own codes.
 *
 * @param response an answer with a status from 400 to 499
 */
export async function authRefusal(response: Response): Promise<ApiError> {
  if (response.status === 429) {
    return new ApiError('RATE_LIMITED', { seconds: Number(response.headers.get('x-retry-after') ?? 60) });
  }
  const parsed = Refusal.safeParse(await response.json().catch(() => undefined));
  const { code = '', message = 'it was refused' } = parsed.data ?? {};
  const known = byCode[code];
  if (known) return known();
  if (response.status === 404) return new ApiError('ROUTE_NOT_FOUND', { method: 'this method' });
  if (response.status === 401) return new ApiError('SIGNED_OUT', {});
  return new ApiError('REQUEST_INVALID', { part: 'Body', reason: message.replace(/\.$/, '') });
}

const Refusal = z.object({ code: z.string().optional(), message: z.string().optional() });

const byCode: Readonly<Record<string, () => ApiError>> = {
  INVALID_EMAIL_OR_PASSWORD: () => new ApiError('CREDENTIALS_WRONG', {}),
  USER_ALREADY_EXISTS: () => new ApiError('EMAIL_TAKEN', {}),
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: () => new ApiError('EMAIL_TAKEN', {}),
  INVALID_ORIGIN: () => new ApiError('ORIGIN_REFUSED', {}),
  MISSING_OR_NULL_ORIGIN: () => new ApiError('ORIGIN_REFUSED', {}),
  CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: () => new ApiError('ORIGIN_REFUSED', {}),
  ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY: () => new ApiError('ALREADY_GUEST', {}),
};
