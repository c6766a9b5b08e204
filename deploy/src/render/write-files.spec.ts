import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFiles } from './write-files.ts';

const file = (path: string, content = `of ${path}\n`, isSecret = false) => ({ path, content, isSecret });
const one = file('todo/configmap_one.yaml');
const two = file('todo/deployment.apps_two.yaml');
const index = '.todo-deploy-render';

describe('writeFiles', () => {
  let root: string;
  let folder: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'render-'));
    folder = join(root, 'manifests');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  const at = (path: string) => join(folder, path);

  it('makes the folder, and leaves files alone that are as they should be', () => {
    expect(writeFiles(folder, [one, two])).toMatchObject({ written: [one.path, two.path], unchanged: [] });
    const before = statSync(at(one.path)).mtimeMs;
    const changed = { ...two, content: 'other\n' };
    expect(writeFiles(folder, [one, changed])).toEqual({
      written: [two.path],
      unchanged: [one.path],
      removed: [],
      kept: [],
    });
    expect(statSync(at(one.path)).mtimeMs).toBe(before);
    expect(readFileSync(at(two.path), 'utf8')).toBe('other\n');
  });

  it('lists what it made as sha256sum does', () => {
    writeFiles(folder, [two, one]);
    const lines = [one, two].map(
      ({ path, content }) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`,
    );
    expect(readFileSync(at(index), 'utf8')).toBe(lines.join(''));
  });

  it('removes what it made and is no longer wanted, with the folder that is empty then', () => {
    const other = file('kube-system/role_x.yaml');
    writeFiles(folder, [one, other]);
    writeFileSync(at('todo/README.md'), 'of somebody');
    expect(writeFiles(folder, [])).toMatchObject({ removed: [other.path, one.path] });
    expect(existsSync(at('kube-system'))).toBe(false);
    expect(readFileSync(at('todo/README.md'), 'utf8')).toBe('of somebody');
    expect(readFileSync(at(index), 'utf8')).toBe('');
  });

  it('keeps what somebody else changed, and removes nothing that it did not make', () => {
    writeFiles(folder, [one]);
    writeFileSync(at(one.path), 'edited\n');
    writeFileSync(join(root, 'outside.yaml'), 'x');
    const hash = '0'.repeat(64);
    writeFileSync(
      at(index),
      `${readFileSync(at(index), 'utf8')}${hash}  ../x_outside.yaml\n${hash}  /etc/x_y.yaml\n`,
    );
    expect(writeFiles(folder, [])).toMatchObject({ removed: [], kept: [one.path] });
    expect(existsSync(join(root, 'outside.yaml'))).toBe(true);
  });

  it('writes over a file of its own that was changed, and over no other one', () => {
    writeFiles(folder, [one]);
    writeFileSync(at(one.path), 'edited\n');
    expect(writeFiles(folder, [one]).written).toEqual([one.path]);
    writeFileSync(at(two.path), 'of somebody');
    const three = file('todo/service_three.yaml');
    expect(() => writeFiles(folder, [one, two, three])).toThrow(
      expect.objectContaining({ code: 'RENDER_BLOCKED', exitCode: 83 }),
    );
    expect(readFileSync(at(two.path), 'utf8')).toBe('of somebody');
    expect(existsSync(at(three.path))).toBe(false);
  });

  it('follows no link out of the folder', () => {
    const elsewhere = join(root, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(folder);
    symlinkSync(elsewhere, at('todo'));
    expect(() => writeFiles(folder, [one])).toThrow(expect.objectContaining({ code: 'RENDER_BLOCKED' }));
    rmSync(at('todo'));
    writeFiles(folder, [one]);
    rmSync(at(one.path));
    writeFileSync(join(elsewhere, 'target'), 'of somebody');
    symlinkSync(join(elsewhere, 'target'), at(one.path));
    writeFiles(folder, [one]);
    expect(readFileSync(join(elsewhere, 'target'), 'utf8')).toBe('of somebody');
    expect(readFileSync(at(one.path), 'utf8')).toBe(one.content);
  });

  it('lets only its owner read a Secret', () => {
    writeFiles(folder, [file('todo/secret_s.yaml', 'x', true)]);
    expect(statSync(at('todo/secret_s.yaml')).mode & 0o777).toBe(0o600);
  });
});
