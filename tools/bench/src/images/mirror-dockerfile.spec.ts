import { describe, expect, it } from '@jest/globals';
import { mirrorDockerfile } from './mirror-dockerfile.ts';

const mirrors = { 'gcr.io': 'localhost:5001/gcr.io' };

describe('mirrorDockerfile', () => {
  it('takes a base image from the mirror of its registry', () => {
    expect(mirrorDockerfile('FROM gcr.io/distroless/nodejs:24\nCOPY dist/ ./\n', mirrors)).toBe(
      'FROM localhost:5001/gcr.io/distroless/nodejs:24\nCOPY dist/ ./\n',
    );
  });

  it.each(['FROM scratch\n', 'FROM quay.io/a/b:1\n', 'COPY gcr.io/file /\n'])(
    'leaves %j as it is',
    (text) => {
      expect(mirrorDockerfile(text, mirrors)).toBe(text);
    },
  );
});
