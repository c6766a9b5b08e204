import { describe, expect, it } from '@jest/globals';
import type { LayerListing, ListedEntry } from '@todo/oci';
import { mergeListings } from './base-tree.ts';

const entry = (path: string, mode = 0o644): ListedEntry => ({ path, type: 'file', mode, uid: 0, gid: 0 });
const listing = (paths: string[], contents = {}) => ({ entries: paths.map((path) => entry(path)), contents });
const pathsOf = (...layers: string[][]) => [
  ...mergeListings(layers.map((each) => listing(each))).nodes.keys(),
];

describe('mergeListings', () => {
  it('lets later layers win', () => {
    const layers: LayerListing[] = [
      { entries: [entry('a', 0o600), entry('b')], contents: { 'etc/passwd': 'old', 'etc/group': 'kept' } },
      { entries: [entry('a', 0o644)], contents: { 'etc/passwd': 'new' } },
    ];
    const { nodes, contents } = mergeListings(layers);
    expect(nodes.get('a')?.mode).toBe(0o644);
    expect([...nodes.keys()]).toEqual(['a', 'b']);
    expect(contents).toEqual({ 'etc/passwd': 'new', 'etc/group': 'kept' });
  });

  it('removes what a whiteout hides, with all below it', () => {
    expect(pathsOf(['a', 'a/b', 'a/b/c', 'a/bb', 'ab'], ['a/.wh.b'])).toEqual(['a', 'a/bb', 'ab']);
    expect(pathsOf(['a', 'b'], ['.wh.a'])).toEqual(['b']);
  });

  it('empties a folder with an opaque whiteout, but keeps what the same layer adds', () => {
    expect(pathsOf(['a', 'a/b', 'c'], ['a', 'a/.wh..wh..opq', 'a/new'])).toEqual(['a', 'c', 'a/new']);
  });
});
