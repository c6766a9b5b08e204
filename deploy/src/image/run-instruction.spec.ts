import { describe, expect, it } from '@jest/globals';
import type { BaseImage, ContainerConfig } from '@todo/oci';
import { type BuildContext, type ContextNode, OutsideContext } from './build-context.ts';
import { parseDockerfile } from './dockerfile.ts';
import type { TreeNode } from './image-tree.ts';
import { runInstruction } from './run-instruction.ts';
import { startStage } from './stage.ts';

const file = (name: string): ContextNode => ({
  name,
  type: 'file',
  mode: 0o755,
  size: 1,
  file: `/context/${name}`,
});
const dist: ContextNode = { name: 'dist', type: 'directory', mode: 0o755, size: 0, file: '/context/dist' };

/** A context with `a`, `b` and the folder `dist` that has `main.js`. */
const context: BuildContext = {
  folder: '/context',
  find(source) {
    if (source.startsWith('..')) return Promise.reject(new OutsideContext(source));
    const known = {
      a: [file('a')],
      b: [file('b')],
      '[ab]': [file('a'), file('b')],
      dist: [dist],
      'dist/': [dist],
    };
    return Promise.resolve(known[source as keyof typeof known] ?? []);
  },
  children: () => Promise.resolve([file('main.js')]),
};

const directory: TreeNode = { type: 'directory', mode: 0o700, uid: 1, gid: 1 };

/** Carries out instructions on a base with this configuration, which has the folder `/home`. */
async function run(lines: string, config: ContainerConfig = {}) {
  const dockerfile = parseDockerfile(`FROM base\n${lines}`, 'app/Dockerfile');
  const base: BaseImage = {
    repository: { registry: 'r', path: 'p' },
    digest: 'sha256:0',
    layers: [],
    config: { os: 'linux', architecture: 'amd64', config, rootfs: { type: 'layers', diff_ids: [] } },
  };
  const baseTree = {
    nodes: new Map([['home', directory]]),
    contents: { 'etc/passwd': 'app:x:5:6::/:/bin/sh\n' },
  };
  const stage = startStage({ dockerfile, contextName: 'app', context, base, baseTree });
  for (const instruction of dockerfile.instructions.slice(1)) await runInstruction(stage, instruction);
  const changes = stage.tree
    .takeChanges()
    .map(({ path, mode, uid, gid }) => `${path} ${mode.toString(8)} ${uid}:${gid}`);
  return { config: stage.config, changes };
}

describe('configuration', () => {
  it.each<[string, ContainerConfig, ContainerConfig]>([
    ['ENV A=2 C=3', { Env: ['A=1', 'B=1'] }, { Env: ['A=2', 'B=1', 'C=3'] }],
    ['ENV A=2 B=$A', { Env: ['A=1'] }, { Env: ['A=2', 'B=1'] }],
    ['ARG A=arg\nENV B=$A', { Env: ['A=1'] }, { Env: ['A=1', 'B=arg'] }],
    ['ARG A=arg\nENV A=env\nUSER $A', {}, { Env: ['A=env'], User: 'env' }],
    ['LABEL b="2 3"', { Labels: { a: '1' } }, { Labels: { a: '1', b: '2 3' } }],
    [
      'EXPOSE 2/UDP 5-6',
      { ExposedPorts: { '1/tcp': {} } },
      { ExposedPorts: { '1/tcp': {}, '2/udp': {}, '5/tcp': {}, '6/tcp': {} } },
    ],
    ['CMD ["a", "$B"]', { Cmd: ['x'] }, { Cmd: ['a', '$B'] }],
    ['CMD a "$B"', {}, { Cmd: ['/bin/sh', '-c', 'a "$B"'] }],
    ['CMD a', { Shell: ['/bash', '-c'] }, { Shell: ['/bash', '-c'], Cmd: ['/bash', '-c', 'a'] }],
    ['ENTRYPOINT ["a"]', { Cmd: ['x'] }, { Entrypoint: ['a'], Cmd: undefined }],
    ['CMD ["b"]\nENTRYPOINT ["a"]', { Cmd: ['x'] }, { Entrypoint: ['a'], Cmd: ['b'] }],
    ['STOPSIGNAL SIGINT', { Healthcheck: 1 }, { Healthcheck: 1, StopSignal: 'SIGINT' }],
  ])('%j', async (lines, base, expected) => {
    expect((await run(lines, base)).config).toEqual(expected);
  });
});

describe('WORKDIR', () => {
  it.each([
    ['WORKDIR /a/b/', {}, ['/a/b', 'a 755 0:0', 'a/b 755 0:0']],
    ['WORKDIR b', { WorkingDir: '/home' }, ['/home/b', 'home/b 755 0:0']],
    ['USER 5\nWORKDIR /a', {}, ['/a', 'a 755 5:5']],
    ['WORKDIR /a', { User: 'app' }, ['/a', 'a 755 5:6']],
    ['WORKDIR /home', {}, ['/home']],
    ['ENV D=/x\nWORKDIR $D/y', {}, ['/x/y', 'x 755 0:0', 'x/y 755 0:0']],
  ])('%j in %j', async (lines, base, expected) => {
    const { config, changes } = await run(lines, base);
    expect([config.WorkingDir, ...changes]).toEqual(expected);
  });
});

describe('COPY', () => {
  it.each([
    ['COPY a /', ['a 755 0:0']],
    ['COPY a /c', ['c 755 0:0']],
    ['COPY a /c/', ['c 755 0:0', 'c/a 755 0:0']],
    ['COPY a /home', ['home/a 755 0:0']],
    ['COPY a b /c/', ['c 755 0:0', 'c/a 755 0:0', 'c/b 755 0:0']],
    ['COPY [ab] /home', ['home/a 755 0:0', 'home/b 755 0:0']],
    ['COPY ["a", "/with space"]', ['with space 755 0:0']],
    ['COPY dist/ /c/d', ['c 755 0:0', 'c/d 755 0:0', 'c/d/main.js 755 0:0']],
    ['COPY dist /home', ['home/main.js 755 0:0']],
    ['COPY --chown=5:6 --chmod=640 dist /c', ['c 755 5:6', 'c/main.js 640 5:6']],
    ['COPY --chown=app a /c', ['c 755 5:6']],
    ['ARG U=7 M=600\nCOPY --chown=$U --chmod=$M a /c', ['c 600 7:7']],
    ['WORKDIR /home\nCOPY a .', ['home/a 755 0:0']],
  ])('%j', async (lines, changes) => {
    expect((await run(lines)).changes).toEqual(changes);
  });
});

describe('what is wrong', () => {
  const at = (text: string) => `app/Dockerfile:${text}`;

  it.each([
    ['ENV A=1 B', 'DOCKERFILE_INVALID', at('2: ENV must be written as NAME=VALUE …')],
    ['EXPOSE 70000', 'DOCKERFILE_INVALID', at('2: EXPOSE: 70000 is not a port')],
    ['EXPOSE 5-4', 'DOCKERFILE_INVALID', at('2: EXPOSE: 5-4 is not a port')],
    ['STOPSIGNAL now!', 'DOCKERFILE_INVALID', at('2: STOPSIGNAL: now! is not a signal')],
    ['USER "$A', 'DOCKERFILE_INVALID', at('2: USER: a double quote is not closed in "$A')],
    ['COPY a', 'DOCKERFILE_INVALID', at('2: COPY needs a source and a destination')],
    ['COPY a b /c', 'DOCKERFILE_INVALID', at('2: COPY: /c must end with / to take 2 sources')],
    [
      'COPY a /c\nCOPY dist /c',
      'DOCKERFILE_INVALID',
      at('3: COPY: /c is not a directory, so the folder dist cannot be copied to it'),
    ],
    ['ARG M=rw\nCOPY --chmod=$M a /', 'DOCKERFILE_INVALID', at('3: COPY --chmod=rw is not octal')],
    [
      'COPY --chown=nobody a /',
      'IMAGE_USER_UNKNOWN',
      at('2: "nobody" is not in /etc/passwd of the base image'),
    ],
    [
      'COPY dits/ /',
      'COPY_SOURCE_NOT_FOUND',
      at('2: COPY dits/: no such file, or left out by .dockerignore, in app'),
    ],
    [
      'COPY a c* /',
      'COPY_SOURCE_NOT_FOUND',
      at('2: COPY c*: no such file, or left out by .dockerignore, in app'),
    ],
    ['COPY ../a /', 'COPY_SOURCE_OUTSIDE', at('2: COPY ../a: outside of the build context app')],
  ])('%j', async (lines, code, message) => {
    await expect(run(lines)).rejects.toMatchObject({ code, message });
  });
});
