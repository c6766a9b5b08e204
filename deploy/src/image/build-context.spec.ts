import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openBuildContext, OutsideContext } from './build-context.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-context-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

const open = () => openBuildContext(join(folder, 'Dockerfile'));
const find = async (source: string) => (await (await open()).find(source)).map(({ name }) => name);

/** All paths that COPY of a source would bring. */
async function below(source: string): Promise<string[]> {
  const context = await open();
  const walk = async (node: Awaited<ReturnType<typeof context.find>>[number]): Promise<string[]> => {
    if (node.type !== 'directory') return [node.name];
    const nested = await Promise.all((await context.children(node)).map(walk));
    return [`${node.name}/`, ...nested.flat().map((path) => `${node.name}/${path}`)];
  };
  return (await Promise.all((await context.find(source)).map(walk))).flat();
}

describe('find', () => {
  beforeEach(() =>
    write({
      'a.txt': '',
      'b.txt': '',
      'c.md': '',
      'd/x.txt': '',
      'e/x.txt': '',
      '[z].txt': '',
      '.hidden': '',
    }),
  );

  it.each([
    ['a.txt', ['a.txt']],
    ['/a.txt', ['a.txt']],
    ['./d/../a.txt', ['a.txt']],
    ['*.txt', ['[z].txt', 'a.txt', 'b.txt']],
    ['?.txt', ['a.txt', 'b.txt']],
    ['[ab].txt', ['a.txt', 'b.txt']],
    ['[^a].txt', ['b.txt']],
    ['\\[z\\].txt', ['[z].txt']],
    ['*/x.txt', ['x.txt', 'x.txt']],
    ['*.TXT', []],
    ['absent', []],
    ['a.txt/b', []],
    ['.hid*', ['.hidden']],
  ])('%s names %j', async (source, names) => {
    expect(await find(source)).toEqual(names);
  });

  it.each(['../a.txt', 'd/../../a.txt', '/../a.txt'])('%s is outside', async (source) => {
    await expect(find(source)).rejects.toThrow(OutsideContext);
  });

  it('follows links, but not out of the context', async () => {
    await symlink('d', join(folder, 'link'));
    await symlink('/etc', join(folder, 'out'));
    expect(await below('link')).toEqual(['link/', 'link/x.txt']);
    await expect(find('out')).rejects.toThrow(OutsideContext);
    await expect(find('out/hosts')).rejects.toThrow(OutsideContext);
  });

  it('gives the same modes whatever the umask was', async () => {
    await writeFile(join(folder, 'run'), '', { mode: 0o700 });
    await writeFile(join(folder, 'data'), '', { mode: 0o600 });
    const context = await open();
    const [run, data, d] = await Promise.all(['run', 'data', 'd'].map((name) => context.find(name)));
    expect([run, data, d].map((nodes) => nodes?.[0]?.mode)).toEqual([0o755, 0o644, 0o755]);
  });
});

describe('.dockerignore', () => {
  beforeEach(() =>
    write({ 'a.log': '', 'dist/a.js': '', 'dist/b.log': '', 'dist/n/c.log': '', 'dist/n/d.js': '' }),
  );

  it.each([
    ['', ['dist/', 'dist/a.js', 'dist/b.log', 'dist/n/', 'dist/n/c.log', 'dist/n/d.js']],
    ['*.log\n', ['dist/', 'dist/a.js', 'dist/b.log', 'dist/n/', 'dist/n/c.log', 'dist/n/d.js']],
    ['**/*.log\n', ['dist/', 'dist/a.js', 'dist/n/', 'dist/n/d.js']],
    ['**/*.log\n!dist/b.log\n', ['dist/', 'dist/a.js', 'dist/b.log', 'dist/n/', 'dist/n/d.js']],
    ['# comment\n\n/dist/n/\n', ['dist/', 'dist/a.js', 'dist/b.log']],
    ['*\n!dist/a.js\n', ['dist/', 'dist/a.js']],
    ['dist\n', []],
    ['*\n', []],
  ])('%j leaves %j of dist', async (text, paths) => {
    await write({ '.dockerignore': text });
    expect(await below('dist')).toEqual(paths);
  });

  it('gives way to one that is named after the Dockerfile', async () => {
    await write({ '.dockerignore': 'dist\n', 'Dockerfile.dockerignore': '**/*.js\n' });
    expect(await below('dist')).toEqual(['dist/', 'dist/b.log', 'dist/n/', 'dist/n/c.log']);
  });
});
