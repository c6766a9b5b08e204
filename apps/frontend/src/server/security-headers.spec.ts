import { describe, expect, it } from '@jest/globals';
import { securityHeaders, strictTransportSecurity } from './security-headers.ts';

const policy = securityHeaders(['abc=', 'def='])['content-security-policy'] ?? '';

function sourcesOf(directive: string): string | undefined {
  const found = policy.split('; ').find((part) => part.startsWith(`${directive} `));
  return found?.slice(directive.length + 1);
}

describe('the content security policy', () => {
  it("lets only the page's own scripts run, and of those in the page the ones that were built into it", () => {
    expect(sourcesOf('script-src')).toBe("'self' 'sha256-abc=' 'sha256-def='");
  });

  it.each(['default-src', 'object-src', 'base-uri', 'frame-ancestors'])('has %s none', (directive) => {
    expect(sourcesOf(directive)).toBe("'none'");
  });

  it('names no other host and allows nothing unsafe', () => {
    expect(policy).not.toMatch(/unsafe|https?:|\*|\./);
  });
});

describe('strictTransportSecurity', () => {
  it.each([
    { proto: 'https', host: 'todo.example.com', expected: 'max-age=31536000' },
    { proto: 'http', host: 'todo.example.com', expected: undefined },
    { proto: 'https', host: 'localhost:8443', expected: undefined },
    { proto: 'https', host: '127.0.0.1', expected: undefined },
    { proto: 'https', host: '[::1]:8443', expected: undefined },
  ])('is $expected for $proto://$host', ({ proto, host, expected }) => {
    expect(strictTransportSecurity({ 'x-forwarded-proto': proto, host })).toBe(expected);
  });
});
