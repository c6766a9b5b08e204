import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  anchorsIn,
  commandsIn,
  frontMatterOf,
  linksIn,
  optionsIn,
  projectTargets,
  readJson,
  skillFiles,
  skillNames,
  workspaceRoot,
} from '../test/support/skills.ts';
import { optionsOf } from './command.ts';
import { commandNames, loadCommand } from './commands/commands.ts';

const allText = skillFiles.map(({ text }) => text).join('\n');
const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const files = skillFiles.map((file) => [`${file.skill}/${basename(file.path)}`, file] as const);
const targets = projectTargets();

describe.each(skillNames)('the skill %s', (skill) => {
  it('begins with what the convention of agent skills asks for', () => {
    const { name, description, ...others } = frontMatterOf(skill) ?? {};
    expect(name).toBe(skill);
    expect(skill).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(skill.length).toBeLessThanOrEqual(64);
    expect(description).toMatch(/^[A-Z][^<>]* Use it [^<>]*\.$/);
    expect(String(description).length).toBeLessThanOrEqual(1024);
    expect(others).toEqual({});
  });

  it('is short, and leaves the rest to files that it links', () => {
    const own = skillFiles.filter((file) => file.skill === skill);
    const main = own.find(({ path }) => path.endsWith('/SKILL.md'))?.text ?? '';
    expect(main.split('\n').length).toBeLessThan(150);
    const rest = own.map(({ path }) => basename(path)).filter((file) => file !== 'SKILL.md');
    expect(rest.filter((file) => !linksIn(main).includes(file))).toEqual([]);
  });
});

describe.each(files)('%s', (_name, { path, text }) => {
  it('links to files and headings that are there', () => {
    const broken = linksIn(text).filter((link) => {
      const [file = '', heading] = link.split('#');
      if (file === '') return !anchorsIn(text).includes(`#${heading}`);
      return !existsSync(join(dirname(path), file));
    });
    expect(broken).toEqual([]);
  });

  it('names no file of the repository that is not there', () => {
    const named = [...text.matchAll(/`((?:apps|deploy|tools|\.github)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    // What the skill makes, and what stands for a name.
    const real = named.filter((file) => !/\bmail\b|NAME|UNIT/.test(file));
    expect(real.filter((file) => !existsSync(join(workspaceRoot, file)))).toEqual([]);
  });

  it('names error codes that there are', () => {
    const codes = [...text.matchAll(/`([A-Z]+(?:_[A-Z]+)+)\b/g)].map(([, code = '']) => code);
    expect(codes.filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});

describe('commands in the skills', () => {
  it('of todo-deploy are there, with their options', async () => {
    const commands = commandsIn(allText, '(?:npx )?todo-deploy').filter(([name = '']) => /^[a-z]/.test(name));
    expect(commands.length).toBeGreaterThan(20);
    for (const words of commands) {
      const name = commandNames.find((known) => known === words[0]);
      expect([words, name]).toEqual([words, words[0]]);
      if (!name) continue;
      const known: readonly string[] = optionsOf(await loadCommand(name));
      expect([words, optionsIn(words).filter((option) => !known.includes(option))]).toEqual([words, []]);
    }
  });

  it('of Nx name projects, targets and environments that there are', () => {
    const runs = commandsIn(allText, 'npx nx run').map(([task = '']) => task.split(':'));
    expect(runs.length).toBeGreaterThan(2);
    for (const [project = '', target = ''] of runs) {
      // A service that the skill adds has what the backend has.
      const known = targets.get(/^(UNIT|mail)$/.test(project) ? 'backend' : project);
      expect([project, known]).toEqual([project, expect.arrayContaining([target])]);
    }
    const all = new Set([...targets.values()].flat());
    for (const words of commandsIn(allText, 'npx nx run-many')) {
      const asked = words[words.indexOf('-t') + 1]?.split(',') ?? [];
      expect([words, asked.filter((target) => !all.has(target))]).toEqual([words, []]);
      const environment = words.includes('-c') ? words[words.indexOf('-c') + 1] : 'local';
      const file = `deploy/environments/${environment}.yaml`;
      expect([file, existsSync(join(workspaceRoot, file))]).toEqual([file, true]);
    }
  });

  it('of generators are there, with their options', () => {
    const folders: Readonly<Record<string, string>> = {
      '@todo/deploy': 'deploy',
      '@todo/workspace': 'tools/workspace',
    };
    const commands = commandsIn(allText, 'npx nx g');
    expect(commands.length).toBeGreaterThan(1);
    for (const words of commands) {
      const [project = '', name = ''] = words[0]?.split(':') ?? [];
      const folder = join(workspaceRoot, folders[project] ?? project);
      const { generators } = readJson<Generators>(join(folder, 'generators.json'));
      const schema = generators[name]?.schema ?? '';
      const { properties } = readJson<{ properties: object }>(join(folder, schema));
      const known = Object.keys(properties);
      expect([words, optionsIn(words).filter((option) => !known.includes(option))]).toEqual([words, []]);
    }
  });

  it('of npm and the cluster are there', () => {
    const { scripts } = readJson<{ scripts: object }>(join(workspaceRoot, 'package.json'));
    const named = [...allText.matchAll(/\bnpm (?:run )?(start|stop|status|test|dev|lint|format)\b/g)];
    expect(named.map(([, script = '']) => script).filter((script) => !(script in scripts))).toEqual([]);
    const ofCluster = commandsIn(allText, 'npx todo-cluster').map(([command = '']) => command);
    expect(ofCluster.filter((command) => !targets.get('cluster')?.includes(command))).toEqual([]);
  });
});

interface Generators {
  readonly generators: Readonly<Record<string, { readonly schema: string }>>;
}
