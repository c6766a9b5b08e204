import { describe, expect, it } from '@jest/globals';
import { createImageTree, type TreeNode, TreeConflict } from './image-tree.ts';

const owner = { uid: 7, gid: 8 };
const directory: TreeNode = { type: 'directory', mode: 0o700, uid: 1, gid: 1 };
const file: TreeNode = { type: 'file', mode: 0o644, uid: 1, gid: 1 };
const link = (linkTarget: string): TreeNode => ({ type: 'symlink', mode: 0o777, uid: 0, gid: 0, linkTarget });

const tree = () =>
  createImageTree(
    new Map([
      ['run', directory],
      ['var', directory],
      ['var/run', link('/run')],
      ['var/lock', link('run/lock')],
      ['up', link('../../run')],
      ['loop', link('loop')],
      ['file', file],
    ]),
  );

describe('resolve', () => {
  it.each([
    ['/var/run/x', 'run/x'],
    ['var/lock/a', 'run/lock/a'],
    ['/up/a', 'run/a'],
    ['/absent/../run', 'run'],
    ['/../..', ''],
    ['/a/./b/', 'a/b'],
  ])('follows the links in %s', (path, resolved) => {
    expect(tree().resolve(path)).toBe(resolved);
  });

  it('does not follow links for ever', () => {
    expect(() => tree().resolve('/loop/a')).toThrow(TreeConflict);
  });
});

describe('makeDirectories', () => {
  it('creates what is missing, with its owner, and leaves what exists', () => {
    const image = tree();
    image.makeDirectories('/var/run/a/b/', owner);
    expect(image.takeChanges()).toEqual([
      { type: 'directory', path: 'run/a', mode: 0o755, ...owner },
      { type: 'directory', path: 'run/a/b', mode: 0o755, ...owner },
    ]);
    expect(image.takeChanges()).toEqual([]);
    image.makeDirectories('/run/a', { uid: 0, gid: 0 });
    expect(image.takeChanges()).toEqual([]);
  });

  it('does not replace a file', () => {
    expect(() => tree().makeDirectories('/file/a', owner)).toThrow('/file is not a directory');
  });
});

describe('put', () => {
  it('replaces files but no directories', () => {
    const image = tree();
    const entry = { type: 'symlink', path: 'file', mode: 0o777, ...owner, linkTarget: 'x' } as const;
    image.put(entry);
    expect(image.get('file')).toEqual(entry);
    expect(() => image.put({ ...entry, path: 'run' })).toThrow('/run is a directory');
    expect(image.takeChanges()).toEqual([entry]);
  });
});
