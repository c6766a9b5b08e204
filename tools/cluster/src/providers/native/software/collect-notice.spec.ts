import { describe, expect, it } from '@jest/globals';
import { parseBuildInfo } from './collect-notice.ts';

describe('parseBuildInfo', () => {
  it('gives the modules of a program, replacements in place of what they replace, without local ones', () => {
    const text = [
      '/p/node: go1.26.8',
      '\tpath\ttodo.local/node',
      '\tmod\ttodo.local/node\t(devel)\t',
      '\tdep\tgithub.com/a/b\tv1.2.3\th1:x=',
      '\tdep\tk8s.io/kms\tv0.0.0\t',
      '\t=>\tk8s.io/kms\tv0.37.2\th1:y=',
      '\tbuild\t-trimpath=true',
    ].join('\n');
    expect(parseBuildInfo(text)).toEqual([
      { path: 'github.com/a/b', version: 'v1.2.3' },
      { path: 'k8s.io/kms', version: 'v0.37.2' },
    ]);
  });
});
