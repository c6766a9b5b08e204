import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Clone, type Outcome } from './support/clone.ts';
import { cluster, podUids } from './support/environment.ts';
import { startRequestLoop, type RequestLoopResult } from './support/request-loop.ts';

const page = `${cluster.address}/`;
const health = `${cluster.address}/health`;

let clone: Clone;
let deployedCommit: string;
beforeAll(() => {
  clone = new Clone();
  deployedCommit = clone.git('rev-parse', 'HEAD').trim();
});
afterAll(() => clone.remove());

/** Runs a deploy while both apps are asked 50 times a second. */
async function underLoad(
  action: () => Promise<Outcome>,
): Promise<{ outcome: Outcome; loops: RequestLoopResult[] }> {
  const loops = [page, health].map((url) => startRequestLoop(url, { perSecond: 50 }));
  const outcome = await action();
  return { outcome, loops: await Promise.all(loops.map((loop) => loop.stop())) };
}

function affectedDeploy(): Promise<Outcome> {
  return clone.run('nx', 'affected', '-t', 'deploy', '--base=HEAD~1', '--output-style=static');
}

function failuresOf(loops: readonly RequestLoopResult[]): readonly string[] {
  for (const { sent } of loops) expect(sent).toBeGreaterThan(0);
  return loops.flatMap(({ failures }) => failures);
}

describe('a clone with an empty Nx cache and no build outputs', () => {
  it('builds nothing that the registry holds already', async () => {
    const { exitCode, output } = await clone.run(
      'nx',
      'run-many',
      '-t',
      'docker-build',
      '--output-style=static',
    );
    expect(output).not.toMatch(/nx run (backend|frontend):build/);
    expect(output).toMatch(/backend.*found/);
    expect(output).toMatch(/frontend.*found/);
    expect(exitCode).toBe(0);
  });

  it('deploys nothing when what it holds runs already', async () => {
    const before = { backend: await podUids('backend'), frontend: await podUids('frontend') };
    const { exitCode, output } = await clone.run('todo-deploy', 'deploy', '--json');
    expect(exitCode).toBe(0);
    expect(lastEvent(output)).toMatchObject({ type: 'deploy-finished', outcome: 'nothing-to-do' });
    expect({ backend: await podUids('backend'), frontend: await podUids('frontend') }).toEqual(before);
  });
});

describe('nx affected -t deploy', () => {
  it('builds both apps and restarts neither after a comment in a library that both use', async () => {
    const before = [await podUids('backend'), await podUids('frontend')];
    clone.change(sharedLibrary, { from: firstExport, to: `// Both apps import this.\n${firstExport}` });
    const { exitCode, output } = await affectedDeploy();
    expect(output).toMatch(/backend.*published/);
    expect(output).toMatch(/frontend.*published/);
    expect(output).toMatch(/nothing to deploy/);
    expect(exitCode).toBe(0);
    expect([await podUids('backend'), await podUids('frontend')]).toEqual(before);
  });

  it('builds and restarts only the backend after one changed line in it, and fails no request', async () => {
    const before = { backend: await podUids('backend'), frontend: await podUids('frontend') };
    clone.change(backendMain, { from: mainStart, to: `process.title = 'todo-backend';\n${mainStart}` });
    const { outcome, loops } = await underLoad(affectedDeploy);
    expect(outcome.output).toMatch(/backend.*published/);
    expect(outcome.output).not.toMatch(/frontend.*published/);
    expect(outcome.exitCode).toBe(0);
    expect(failuresOf(loops)).toEqual([]);
    expect(await podUids('frontend')).toEqual(before.frontend);
    expect(await podUids('backend')).not.toEqual(before.backend);
    console.info(`one changed line of the backend: ready after ${outcome.durationMs} ms`);
  });
});

describe('a deploy that cannot become ready', () => {
  it('names the image that does not exist, and the old pods serve on', async () => {
    const { outcome, loops } = await underLoad(async () => {
      clone.change(localEnvironment, { from: 'values:\n', to: `values:\n${wrongImage}` });
      return clone.run('todo-deploy', 'deploy');
    });
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.output).toMatch(/^IMAGE_NOT_PULLED .*todo-chatbot\/no-such-image/m);
    expect(failuresOf(loops)).toEqual([]);
    clone.git('revert', '--no-edit', 'HEAD');
  });

  it('names the exit code and the last words of a main that crashes, and the old pods serve on', async () => {
    clone.change(backendMain, { from: mainStart, to: `throw new Error('crash on purpose');\n${mainStart}` });
    const { outcome, loops } = await underLoad(affectedDeploy);
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.output).toMatch(/^CONTAINER_CRASHED .*exit 1/m);
    expect(outcome.output).toMatch(/crash on purpose/);
    expect(failuresOf(loops)).toEqual([]);
  });

  it('is mended by the deploy of the commit before', async () => {
    clone.git('checkout', '--quiet', '--detach', deployedCommit);
    const { exitCode, output } = await clone.run('todo-deploy', 'deploy', '--json');
    expect(exitCode).toBe(0);
    expect(lastEvent(output)).toMatchObject({ type: 'deploy-finished' });
  });
});

const sharedLibrary = 'libs/contracts/src/index.ts';
const firstExport = 'export { ChatRequest';
const backendMain = 'apps/backend/src/main.ts';
const mainStart = "process.on('uncaughtException'";
const localEnvironment = 'deploy/environments/local.yaml';
const wrongImage =
  "  images: { backend: { registry: '${registry}', repository: todo-chatbot/no-such-image } }\n";

function lastEvent(output: string): unknown {
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}');
}
