import type { IncomingHttpHeaders } from 'node:http';

const yearS = 31_536_000;

/**
 * Headers of every answer. Everything comes from the page's own host, and of the scripts in the page itself only those
 * run that were built into it.
 *
 * @param scriptHashes base64 SHA-256 of each inline script
 */
export function securityHeaders(scriptHashes: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(scriptHashes),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
  };
}

/**
 * Value of Strict-Transport-Security, for a request that came over https. Never for localhost: there it would take
 * every other program's plain http port along.
 */
export function strictTransportSecurity(headers: IncomingHttpHeaders): string | undefined {
  const isSecure = headers['x-forwarded-proto'] === 'https';
  const isLocal = /^(localhost|127\.|\[::1\])/.test(headers.host ?? 'localhost');
  return isSecure && !isLocal ? `max-age=${yearS}` : undefined;
}

function contentSecurityPolicy(scriptHashes: readonly string[]): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'", ...scriptHashes.map((hash) => `'sha256-${hash}'`)],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'manifest-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}
