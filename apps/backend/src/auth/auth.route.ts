import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../database/database.ts';
import { ApiError } from '../errors.ts';
import { toHeaders } from '../http/to-headers.ts';
import { authRefusal } from './auth-answer.ts';
import { type Auth, clientAddressHeader } from './auth.ts';

export interface AuthRouteOptions {
  readonly auth: Auth;
  readonly database: Database;
  readonly publicUrl: string;
}

/** Hands what is under /api/auth/ to Better Auth, and its refusals to the error handler. */
export function authRoutes(app: FastifyInstance, { auth, database, publicUrl }: AuthRouteOptions): void {
  // Better Auth reads the body itself, but takes one that is no JSON for a bug of its own.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (_request: FastifyRequest, body: string) => expectJson(body),
  );
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    async handler(request, reply) {
      const response = await database.write(() => auth.handle(toWebRequest(request, publicUrl)));
      if (response.status >= 500) await expectDatabase(database);
      if (response.status >= 400) throw await authRefusal(response);
      return answer(reply, response);
    },
  });
}

function expectJson(body: string): Promise<string> {
  try {
    if (body !== '') JSON.parse(body);
    return Promise.resolve(body);
  } catch (error) {
    return Promise.reject(
      new ApiError('REQUEST_INVALID', { part: 'Body', reason: 'it is not valid JSON' }, error),
    );
  }
}

function toWebRequest(request: FastifyRequest, publicUrl: string): Request {
  const headers = toHeaders(request.headers);
  headers.set(clientAddressHeader, request.ip);
  const body = typeof request.body === 'string' && request.body !== '' ? request.body : undefined;
  if (body === undefined) headers.delete('content-type');
  return new Request(new URL(request.url, publicUrl), { method: request.method, headers, body });
}

/** Better Auth answers 500 for whatever fails below it; in most cases that is the database. */
async function expectDatabase(database: Database): Promise<never> {
  const { state } = await database.check();
  if (state !== 'available') await database.read(() => Promise.resolve());
  throw new ApiError('INTERNAL', {}, new Error('Better Auth answered 500; its own log lines say why'));
}

async function answer(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie' && name !== 'content-length') reply.header(name, value);
  });
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  return reply.status(response.status).send(Buffer.from(await response.arrayBuffer()));
}
