import { describe, expect, it } from '@jest/globals';
import { warnOfBuild } from './warn-of-build.ts';

function warnings(executor: string, options: object): readonly string[] {
  return warnOfBuild({ name: 'api', root: 'apps/api', targets: { build: { executor, options } } });
}

describe('warnOfBuild', () => {
  it.each([{ bundle: false, thirdParty: true }, { bundle: true }, {}])('names a build with %j', (options) => {
    expect(warnings('@nx/esbuild:esbuild', options)).toEqual([
      expect.stringMatching(/^Project api: .* thirdParty/),
    ]);
  });

  it('is silent about a build that holds everything, and about what it does not know', () => {
    expect(warnings('@nx/esbuild:esbuild', { bundle: true, thirdParty: true })).toEqual([]);
    expect(warnings('nx:run-commands', {})).toEqual([]);
  });
});
