import { describe, expect, it } from '@jest/globals';
import { authRefusal } from './auth-answer.ts';

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

describe('authRefusal', () => {
  it.each([
    [401, 'INVALID_EMAIL_OR_PASSWORD', 'CREDENTIALS_WRONG', 401],
    [422, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL', 'EMAIL_TAKEN', 422],
    [403, 'INVALID_ORIGIN', 'ORIGIN_REFUSED', 403],
    [400, 'ANONYMOUS_USERS_CANNOT_SIGN_IN_AGAIN_ANONYMOUSLY', 'ALREADY_GUEST', 409],
    [401, 'UNAUTHORIZED', 'SIGNED_OUT', 401],
    [404, 'NOT_FOUND', 'ROUTE_NOT_FOUND', 404],
  ])('tells %i %s as %s', async (...[status, theirs, code, ours]) => {
    expect(await authRefusal(answer(status, { code: theirs, message: 'x' }))).toMatchObject({
      code,
      status: ours,
    });
  });

  it('passes on the reason of any other refusal', async () => {
    const refusal = await authRefusal(
      answer(400, { code: 'PASSWORD_TOO_SHORT', message: 'Password too short.' }),
    );
    expect(refusal).toMatchObject({
      code: 'REQUEST_INVALID',
      message: 'Body: Password too short; nothing was read or changed',
    });
  });

  it('says when to try again', async () => {
    const refusal = await authRefusal(answer(429, { message: 'x' }, { 'x-retry-after': '17' }));
    expect(refusal).toMatchObject({ code: 'RATE_LIMITED', status: 429, hint: 'try again in 17 s' });
  });

  it('copes with an answer that is no JSON', async () => {
    expect(await authRefusal(new Response('<html>', { status: 400 }))).toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });
});
