import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { workspaceRoot } from '../run.ts';
import { service } from './service.ts';

const chartSchema = 'deploy/chart/values.schema.json';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  tree.write(chartSchema, readFileSync(join(workspaceRoot, chartSchema), 'utf8'));
});

const generate = (name: string) => service(tree, { name, port: 8025, skipFormat: true });

function filesOf(name: string): ReadonlyMap<string, string> {
  const root = `apps/${name}/`;
  const written = tree.listChanges().filter(({ path }) => path.startsWith(root));
  return new Map(written.map(({ path, content }) => [path.slice(root.length), String(content)]));
}

describe('service', () => {
  it('writes a project with everything that the others have', async () => {
    await generate('mail-box');
    const files = filesOf('mail-box');
    expect([...files.keys()].filter((path) => !path.startsWith('src/')).sort()).toEqual([
      '.dockerignore',
      'AGENTS.md',
      'eslint.config.mjs',
      'jest.config.mjs',
      'package.json',
      'project.json',
      'tsconfig.json',
    ]);
    expect(JSON.parse(files.get('project.json') ?? '')).toMatchObject({
      name: 'mail-box',
      tags: ['type:app', 'platform:node'],
      targets: { lint: {}, typecheck: {}, test: {}, build: { outputs: ['{projectRoot}/dist'] } },
    });
    expect(JSON.parse(files.get('package.json') ?? '')).toMatchObject({ name: '@todo/mail-box' });
  });

  it('writes sources that can be read, under the names of the service', async () => {
    await generate('mail-box');
    const sources = [...filesOf('mail-box')].filter(([path]) => path.endsWith('.ts'));
    expect(sources.length).toBeGreaterThan(5);
    for (const [path, text] of sources) {
      const { diagnostics = [] } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true });
      expect([path, diagnostics.map(({ messageText }) => messageText)]).toEqual([path, []]);
      expect([path, /<%|undefined-/.test(text)]).toEqual([path, false]);
    }
    expect(filesOf('mail-box').get('src/errors.ts')).toContain('class MailBoxError');
    expect(filesOf('mail-box').get('src/env.ts')).toContain('portDefault = 8025');
  });

  it.each(['backend', 'ingress', 'test'])('refuses %s, as the chart would', async (name) => {
    await expect(generate(name)).rejects.toThrow(`Service ${name}: the chart has objects of that name`);
  });

  it('leaves a project alone that is there already', async () => {
    tree.write('apps/mail/mine.txt', 'mine');
    await expect(generate('mail')).rejects.toThrow('apps/mail: is there already');
    expect([...filesOf('mail').keys()]).toEqual(['mine.txt']);
  });
});
