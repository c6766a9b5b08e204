import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assertGo, compareVersions } from './go-toolchain.ts';

describe('assertGo', () => {
  let folder: string;
  const env = () => ({ PATH: `${folder}:/bin` });
  const installGo = (version: string) => {
    const file = join(folder, 'go');
    writeFileSync(file, `#!/bin/sh\n[ "$GOTOOLCHAIN" = local ] && echo go${version}\n`);
    chmodSync(file, 0o755);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'go-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('says which Go is needed when there is none', async () => {
    await expect(assertGo('1.26.8', { env: { PATH: folder } })).rejects.toMatchObject({
      code: 'GO_MISSING',
      hint: 'install Go 1.26.8 and run the same command again',
    });
  });

  it('says which Go is there and which is needed when it is too old', async () => {
    installGo('1.26.7');
    const error = expect(assertGo('1.26.8', { env: env() })).rejects;
    await error.toThrow("Go: 1.26.7 is installed, and building the cluster's programs needs 1.26.8 or newer");
  });

  it.each(['1.26.8', '1.27rc1', '2.0'])('takes %s', async (version) => {
    installGo(version);
    await assertGo('1.26.8', { env: env() });
  });
});

describe('compareVersions', () => {
  it.each([
    ['1.9', '1.10', -1],
    ['1.26.8', '1.26.8', 0],
    ['1.26', '1.26.0', 0],
    ['2', '1.99.99', 1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(a, b))).toBe(sign);
  });
});
