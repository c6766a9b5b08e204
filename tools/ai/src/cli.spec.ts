import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

const workspaceRoot = join(import.meta.dirname, '../../..');
const settings = join(workspaceRoot, '.todo/ai');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'todo-ai-'));
  write('cluster.json', {
    kubeconfig: join(folder, 'kubeconfig'),
    context: 'mine',
    registry: 'localhost:5001',
    address: 'http://localhost:8080',
  });
  writeFileSync(join(folder, 'ca.crt'), 'ca');
  write('kubeconfig', {
    'current-context': 'other',
    contexts: [
      { name: 'other', context: { cluster: 'theirs', user: 'them' } },
      { name: 'mine', context: { cluster: 'ours', user: 'us' } },
    ],
    clusters: [
      { name: 'theirs', cluster: { server: 'https://theirs' } },
      { name: 'ours', cluster: { server: 'https://ours', 'certificate-authority': 'ca.crt' } },
    ],
    users: [
      { name: 'them', user: { token: 'theirs' } },
      { name: 'us', user: { tokenFile: 'token' } },
    ],
  });
  writeFileSync(join(folder, 'token'), 'ours\n');
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: object): void {
  writeFileSync(join(folder, name), JSON.stringify(content));
}

/** Puts a program on the PATH that keeps each call, and ends as `body` says. */
function standIn(name: string, body: string): void {
  const path = join(folder, 'bin', name);
  mkdirSync(dirname(path), { recursive: true });
  const keep = `
import { appendFileSync, cpSync } from 'node:fs';
const words = process.argv.slice(2);
const { XDG_CONFIG_HOME } = process.env;
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, JSON.stringify({ words, XDG_CONFIG_HOME }) + '\\n');
`;
  writeFileSync(path, `#!${process.execPath}\n${keep}${body}`);
  chmodSync(path, 0o755);
}

interface Call {
  readonly words: readonly string[];
  readonly XDG_CONFIG_HOME?: string;
}

function calls(): readonly Call[] {
  if (!existsSync(join(folder, 'calls'))) return [];
  const lines = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Call);
}

function start(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'cli.ts'), ...words],
    {
      encoding: 'utf8',
      input: '',
      env: {
        ...process.env,
        PATH: join(folder, 'bin'),
        TODO_CLUSTER_FILE: join(folder, 'cluster.json'),
        NODE_OPTIONS: '',
      },
    },
  );
  return { status, stdout, stderr };
}

describe('kubectl-ai', () => {
  const keepSettings = `cpSync(XDG_CONFIG_HOME, ${JSON.stringify('FOLDER')} + '/settings', { recursive: true });\n`;
  const present = () => standIn('kubectl-ai', keepSettings.replace('FOLDER', folder));
  const saved = (name: string): unknown =>
    parse(readFileSync(join(folder, 'settings/kubectl-ai', name), 'utf8'));

  it('is started with the settings of this workspace, and each word as it is', () => {
    present();
    const question = 'why is "the backend" failing; echo $HOME `id`';
    expect(start('kubectl-ai', '--model', 'm', question)).toMatchObject({ status: 0, stderr: '' });
    expect(calls()).toEqual([
      {
        XDG_CONFIG_HOME: settings,
        words: [
          '--mcp-client',
          '--custom-tools-config',
          join(settings, 'kubectl-ai/tools.yaml'),
          '--extra-prompt-paths',
          join(workspaceRoot, 'tools/ai/kubectl-ai/prompts/todo-deploy.md'),
          '--kubeconfig',
          join(settings, 'kubectl-ai/kubeconfig'),
          '--model',
          'm',
          question,
        ],
      },
    ]);
  });

  it('sees the cluster of the connection file alone, and no longer than it runs', () => {
    present();
    start('kubectl-ai', 'question');
    expect(saved('kubeconfig')).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'mine',
      contexts: [{ name: 'mine', context: { cluster: 'ours', user: 'us', namespace: 'todo' } }],
      clusters: [
        {
          name: 'ours',
          cluster: { server: 'https://ours', 'certificate-authority-data': 'Y2E=' },
        },
      ],
      users: [{ name: 'us', user: { token: 'ours' } }],
    });
    expect(statSync(join(folder, 'settings/kubectl-ai/kubeconfig')).mode & 0o077).toBe(0);
    expect(existsSync(join(settings, 'kubectl-ai/kubeconfig'))).toBe(false);
  });

  it.each([
    [[], ['deploy/src/cli.mjs', 'mcp']],
    [['--allow-write'], ['deploy/src/cli.mjs', 'mcp', '--allow-write']],
  ])('with %j starts the server with %j', (words, args) => {
    present();
    start('kubectl-ai', ...words, 'question');
    expect(saved('mcp.yaml')).toEqual({ servers: [{ name: 'tododeploy', command: 'node', args }] });
    expect(saved('tools.yaml')).toHaveProperty('0.name', 'todo_status');
    expect(calls()[0]?.words).not.toContain('--allow-write');
  });

  it('hands its exit code on', () => {
    standIn('kubectl-ai', 'process.exitCode = 7;\n');
    expect(start('kubectl-ai', 'question').status).toBe(7);
  });

  it('prints the command only, when asked to', () => {
    present();
    const { status, stdout } = start('kubectl-ai', '--dry-run', "it's down");
    expect({ status, calls: calls() }).toEqual({ status: 0, calls: [] });
    expect(stdout).toMatch(/^XDG_CONFIG_HOME=\S+ kubectl-ai --mcp-client .* 'it'\\''s down'\n$/);
  });

  it.each<[string, () => void, { status: number; sentence: string }]>([
    [
      'it is not installed',
      () => undefined,
      { status: 12, sentence: 'KUBECTL_AI_MISSING  kubectl-ai: there is no such program on the PATH' },
    ],
    [
      'there is no cluster',
      () => rmSync(join(folder, 'cluster.json')),
      { status: 10, sentence: 'CONNECTION_MISSING  Connection file ' },
    ],
    [
      'the connection says too little',
      () => write('cluster.json', { context: 'a' }),
      { status: 11, sentence: 'CONNECTION_INVALID' },
    ],
    [
      'a file of the kubeconfig is not there',
      () => rmSync(join(folder, 'ca.crt')),
      { status: 11, sentence: 'ca.crt: ENOENT' },
    ],
    [
      'the kubeconfig lacks the context',
      () => write('kubeconfig', {}),
      { status: 11, sentence: 'it has no context mine; nothing was started' },
    ],
  ])('says in one sentence when %s', (_, change, { status, sentence }) => {
    change();
    const result = start('kubectl-ai', 'question');
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr).toContain(sentence);
    expect(result.stderr).toMatch(/\n {2}Next: .+\n$/);
  });
});

describe('gordon', () => {
  const entry = join(settings, 'gordon/todo-deploy.yaml');
  const create = ['mcp', 'profile', 'create', '--name', 'todo', '--server', `file://${entry}`];
  const connect = ['mcp', 'client', 'connect', 'gordon', '-g', '--profile', 'todo'];
  const probes = [
    ['mcp', 'version'],
    ['ai', 'version'],
    ['mcp', 'profile', 'show', 'todo'],
  ];
  /** Docker with these of its commands failing, by their beginning. */
  const docker = (...failing: readonly string[]) =>
    standIn(
      'docker',
      `if (${JSON.stringify(failing)}.some((each) => words.join(' ').startsWith(each))) process.exitCode = 3;\n`,
    );

  it('gets a profile and is connected to it', () => {
    docker('mcp profile show');
    expect(start('gordon')).toMatchObject({ status: 0, stderr: '' });
    expect(calls().map(({ words }) => words)).toEqual([...probes, create, connect]);
    expect(parse(readFileSync(entry, 'utf8'))).toMatchObject({
      image: 'todo-chatbot/ops',
      command: expect.arrayContaining([
        'mcp',
        '--context',
        'mine',
        '--registry',
        'localhost:5001',
      ]) as unknown,
      volumes: [`${join(settings, 'gordon/kubeconfig')}:/kube/config:ro`],
    });
  });

  it('has a profile that is there already brought up to date', () => {
    docker();
    expect(start('gordon').status).toBe(0);
    const add = ['mcp', 'profile', 'server', 'add', 'todo', '--server', `file://${entry}`];
    expect(calls().map(({ words }) => words)).toEqual([...probes, add, connect]);
  });

  it.each([['mcp version'], ['ai version']])('is left alone where docker %s does not answer', (probe) => {
    docker(probe);
    const { status, stderr } = start('gordon');
    expect(status).toBe(13);
    expect(stderr).toContain(
      `GORDON_MISSING  docker ${probe}: does not answer, so nothing was set up; what would have`,
    );
    expect(stderr).toContain(`docker ${create.join(' ')} && docker ${connect.join(' ')}`);
  });

  it('is missed where there is no docker either', () => {
    expect(start('gordon').status).toBe(13);
  });

  it('stops at the command that fails', () => {
    docker('mcp profile');
    const { status, stderr } = start('gordon');
    expect(status).toBe(14);
    expect(stderr).toContain('ended with exit code 3');
    expect(calls().map(({ words }) => words)).toEqual([...probes, create]);
  });

  it('prints the commands only, when asked to', () => {
    docker();
    expect(start('gordon', '--dry-run')).toMatchObject({
      status: 0,
      stdout: `docker ${create.join(' ')}\ndocker ${connect.join(' ')}\n`,
    });
    expect(calls()).toEqual([]);
  });
});

describe('read', () => {
  it('refuses what writes', () => {
    const { status, stderr } = start('read', 'deploy');
    expect({ status, stderr }).toEqual({
      status: 15,
      stderr: expect.stringMatching(/^WRITE_REFUSED {2}todo-deploy deploy: /) as unknown,
    });
  });

  it('runs what reads, from any folder', () => {
    const program = join(workspaceRoot, 'tools/ai/bin/todo-deploy-read');
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { status, stdout } = spawnSync(program, ['status', '--help'], {
      encoding: 'utf8',
      cwd: folder,
      env,
    });
    expect({ status, line: stdout.split('\n')[0] }).toEqual({
      status: 0,
      line: expect.stringMatching(/^todo-deploy status /) as unknown,
    });
  });
});

describe('the program', () => {
  it('tells its use', () => {
    expect(start('--help').stdout).toMatch(/^Usage: /);
  });

  it.each([['cursor'], ['toString']])('knows no %s', (name) => {
    expect(start(name)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`USAGE  ${name}:`) as unknown,
    });
  });
});
