import { NextResponse, type NextRequest } from 'next/server';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { isDevelopment } from './env.ts';

const nonceBytes = 16;

/** Gives every page a policy with a fresh nonce. Next.js finds it in the request's headers and marks its scripts. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(nonceBytes))).toString('base64');
  const policy = contentSecurityPolicy({ nonce, isDevelopment });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** Pages only: scripts, styles, fonts and the probe's route need none. */
export const config = { matcher: '/((?!_next/|healthz$|icon\\.svg$).*)' };
