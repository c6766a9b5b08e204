import { describe, expect, it } from '@jest/globals';
import { formatReference, mirrorOf, parseReference } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('parseReference', () => {
  it.each([
    ['postgres', 'docker.io/library/postgres:latest'],
    ['postgres:18', 'docker.io/library/postgres:18'],
    ['acme/tool', 'docker.io/acme/tool:latest'],
    ['index.docker.io/acme/tool:1', 'docker.io/acme/tool:1'],
    ['localhost/tool', 'localhost/tool:latest'],
    ['localhost:5001/todo/backend:h-1', 'localhost:5001/todo/backend:h-1'],
    ['gcr.io/distroless/nodejs24-debian12:nonroot', 'gcr.io/distroless/nodejs24-debian12:nonroot'],
    [`gcr.io/a/b@${digest}`, `gcr.io/a/b@${digest}`],
    [`gcr.io/a/b:1@${digest}`, `gcr.io/a/b:1@${digest}`],
    ['my-registry.example:443/a_b/c.d__e', 'my-registry.example:443/a_b/c.d__e:latest'],
  ])('reads %s as %s', (text, full) => {
    expect(formatReference(parseReference(text))).toBe(full);
  });

  it.each([
    '',
    'Upper/case',
    'a//b',
    'a:b:c',
    'a:',
    'a@sha256:12',
    'localhost:5001/',
    '-a',
    'a/b:spa ce',
    'a__',
  ])('refuses "%s"', (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'REFERENCE_INVALID' }));
  });
});

describe('mirrorOf', () => {
  const mirrors = { 'gcr.io': 'localhost:5001/gcr.io', 'quay.io': 'mirror.example' };

  it.each([
    ['gcr.io/a/b:1', 'localhost:5001/gcr.io/a/b:1'],
    ['quay.io/a@' + digest, 'mirror.example/a@' + digest],
  ])('finds %s at %s', (text, expected) => {
    const mirror = mirrorOf(parseReference(text), mirrors);
    expect(mirror && formatReference(mirror)).toBe(expected);
  });

  it('knows no mirror for other registries', () => {
    expect(mirrorOf(parseReference('postgres'), mirrors)).toBeUndefined();
  });
});
