import { describe, expect, it } from '@jest/globals';
import { contentSecurityPolicy } from './content-security-policy.ts';

function directivesOf(policy: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    policy.split('; ').map((directive): [string, string] => {
      const [name = '', ...values] = directive.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

const production = directivesOf(contentSecurityPolicy({ nonce: 'abc', isDevelopment: false }));

describe('contentSecurityPolicy', () => {
  it('lets only scripts run that carry the nonce, and what they load', () => {
    expect(production['script-src']).toBe("'nonce-abc' 'strict-dynamic'");
  });

  it.each(['default-src', 'object-src', 'base-uri', 'frame-ancestors'])('%s is none', (name) => {
    expect(production[name]).toBe("'none'");
  });

  it('names no other host and allows nothing unsafe', () => {
    const values = Object.values(production).join(' ');
    expect(values).not.toMatch(/unsafe|https?:|\*|\./);
  });

  it('allows under next dev what its scripts need', () => {
    const development = directivesOf(contentSecurityPolicy({ nonce: 'abc', isDevelopment: true }));
    expect(development['script-src']).toContain("'unsafe-eval'");
  });
});
