import type { FastifyInstance } from 'fastify';

/**
 * Headers of every answer. The API serves data, no pages: a browser that is led to open it runs and embeds nothing, and
 * keeps no copy.
 */
export function addSecurityHeaders(app: FastifyInstance, { isSecure }: { readonly isSecure: boolean }): void {
  const headers = {
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(isSecure && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }),
  };
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}
