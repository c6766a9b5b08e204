import { describe, expect, it } from '@jest/globals';
import { mirrorDockerfile } from './mirror-dockerfile.ts';

const mirrors = { 'gcr.io': 'localhost:5001/gcr.io' };

describe('mirrorDockerfile', () => {
  it('takes a base image from the mirror of its registry', () => {
    expect(mirrorDockerfile('FROM gcr.io/distroless/nodejs:24\nCOPY dist/ ./\n', mirrors)).toBe(
      'FROM localhost:5001/gcr.io/distroless/nodejs:24\nCOPY dist/ ./\n',
    );
  });

  it('leaves the syntax to the builder', () => {
    expect(mirrorDockerfile('# syntax=docker/dockerfile:1\n# check=error=true\nFROM scratch\n')).toBe(
      '# check=error=true\nFROM scratch\n',
    );
  });

  it.each(['FROM scratch\n', 'FROM quay.io/a/b:1\n', 'COPY gcr.io/file /\n'])(
    'leaves %j as it is',
    (text) => {
      expect(mirrorDockerfile(text, mirrors)).toBe(text);
    },
  );
});
