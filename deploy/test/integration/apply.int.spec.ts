import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestRelease, testImage } from './cluster.ts';

describe('deploy on a real cluster', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
  });

  afterEach(() => release.close());

  it('creates everything in order, in a restricted namespace, and sees it ready', async () => {
    const result = await release.deploy();
    expect(result.outcome).toBe('deployed');
    expect(release.written().slice(0, 3)).toEqual([
      'create ConfigMap/settings',
      'create Secret/generated',
      'create Job/migration',
    ]);
    expect(release.written().slice(3).sort()).toEqual([
      'create Deployment/app',
      'create Deployment/web',
      'create Service/app',
    ]);
  });
});
