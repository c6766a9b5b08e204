import { describe, expect, it } from '@jest/globals';
import { createConsoleReporter } from './console-reporter.ts';
import type { CauseGrade, DeployEvent } from './events.ts';
import { createStyle } from './style.ts';

const digest = `sha256:${'ab'.repeat(32)}` as const;
const object = 'Deployment/todo/backend';
const progress = (message: string) => ({ state: 'progressing' as const, reason: 'RollingOut', message });

/** One backend change, as the engine reports it. */
const deploy: readonly DeployEvent[] = [
  {
    type: 'deploy-started',
    environment: 'local',
    namespace: 'todo',
    units: ['deploy', 'backend', 'frontend'],
  },
  { type: 'phase-started', phase: 'images' },
  { type: 'image-found', unit: 'frontend', digest },
  { type: 'build-started', units: ['backend'] },
  { type: 'output', source: 'build', line: 'nx run backend:build' },
  { type: 'build-finished', units: ['backend'], durationMs: 700 },
  { type: 'image-started', unit: 'backend', builder: 'assemble', reason: 'it only copies files' },
  {
    type: 'image-published',
    unit: 'backend',
    digest,
    builder: 'assemble',
    uploadedBytes: 1_234_567,
    durationMs: 420,
  },
  { type: 'phase-finished', phase: 'images', durationMs: 1_510, summary: '1 published, 1 found' },
  { type: 'object-planned', unit: 'backend', object, action: 'update', why: 'its image changed' },
  { type: 'object-planned', unit: 'backend', object: 'Job/todo/new', action: 'create', why: 'it is new' },
  { type: 'object-planned', unit: 'frontend', object: 'Service/todo/frontend', action: 'unchanged', why: '' },
  { type: 'object-applied', unit: 'backend', object, action: 'update', durationMs: 12 },
  { type: 'rollout-started', unit: 'backend', object },
  { type: 'rollout-progressed', unit: 'backend', object, status: progress('0 of 1 replicas ready') },
  { type: 'rollout-progressed', unit: 'backend', object, status: progress('0 of 1 replicas ready') },
  { type: 'rollout-finished', unit: 'backend', object, durationMs: 3_210 },
  {
    type: 'deploy-finished',
    outcome: 'deployed',
    units: [
      { unit: 'backend', digest, built: true, restarted: true, objects: { changed: 1, unchanged: 4 } },
      { unit: 'frontend', digest, built: false, restarted: false, objects: { changed: 0, unchanged: 5 } },
    ],
    durationMs: 5_000,
  },
];

const failure: readonly DeployEvent[] = [
  { type: 'rollout-started', unit: 'backend', object },
  cause('at-deadline', 'Crashed', 'Pod backend-7c9f: ended once, exit 1'),
  cause('hopeless', 'CrashLoopBackOff', 'Pod backend-7c9f: CrashLoopBackOff, exit 1'),
  {
    type: 'rollout-failed',
    unit: 'backend',
    object,
    status: { state: 'failed', reason: 'CrashLoopBackOff', message: 'ended with exit code 1' },
    evidence: ['Pod backend-7c9f: exit 1', 'last lines:\n  DATABASE_URL is not set'],
  },
  { type: 'evidence-saved', unit: 'backend', path: '.todo/evidence/local/now-backend' },
  {
    type: 'deploy-failed',
    code: 'CONTAINER_CRASHED',
    message: `${object}: ended with exit code 1; the old pods serve on`,
    hint: 'set databaseUrl',
    durationMs: 4_000,
  },
];

function cause(grade: CauseGrade, reason: string, text: string): DeployEvent {
  const facts = { code: 'CONTAINER_CRASHED', reason, grade, cause: text, advice: 'set databaseUrl' };
  return { type: 'cause-seen', unit: 'backend', object, ...facts, evidence: ['DATABASE_URL is not set'] };
}

function plain(events: readonly DeployEvent[]): string {
  let text = '';
  const write = (part: string) => (text += part);
  const reporter = createConsoleReporter({ write, style: createStyle(false) });
  events.forEach((event) => reporter.report(event));
  reporter.close();
  return text;
}

describe('the console reporter without a terminal', () => {
  it('writes a line for each thing that happened, and each state of a rollout once', () => {
    expect(plain(deploy)).toBe(`local: deploy, backend, frontend in namespace todo
images    frontend found, sha256:abababababab
images    building backend
build | nx run backend:build
images    built backend 700 ms
images    backend builds with assemble: it only copies files
images    backend published, sha256:abababababab (1.2 MB uploaded, 420 ms, assemble)
images    1 published, 1 found 1.5 s
plan      update  Deployment/todo/backend: its image changed
apply     update  Deployment/todo/backend 12 ms
rollout   Deployment/todo/backend: started
rollout   Deployment/todo/backend: 0 of 1 replicas ready
rollout   Deployment/todo/backend: ready after 3.2 s
deployed backend: 1 object, restarted (5.0 s)
`);
  });

  it('says when there was nothing to do', () => {
    const event = { type: 'deploy-finished', outcome: 'nothing-to-do', units: [], durationMs: 310 } as const;
    expect(plain([event])).toBe('nothing to deploy: what runs is what this workspace holds (310 ms)\n');
  });

  it('ends with a block of code, cause, evidence and next step', () => {
    expect(plain(failure)).toBe(`rollout   Deployment/todo/backend: started
cause     Deployment/todo/backend: Pod backend-7c9f: ended once, exit 1; waiting on. Next: set databaseUrl
cause     Deployment/todo/backend: Pod backend-7c9f: CrashLoopBackOff, exit 1. Next: set databaseUrl
rollout   Deployment/todo/backend: failed: CrashLoopBackOff
evidence  saved in .todo/evidence/local/now-backend
CONTAINER_CRASHED  Deployment/todo/backend: ended with exit code 1; the old pods serve on
  Pod backend-7c9f: exit 1
  last lines:
    DATABASE_URL is not set
  Next: set databaseUrl
`);
  });

  it('writes the error to the stream for errors where there is one', () => {
    const errors: string[] = [];
    const lines: string[] = [];
    const reporter = createConsoleReporter({
      write: (text) => lines.push(text),
      writeError: (text) => errors.push(text),
      style: createStyle(false),
    });
    failure.forEach((event) => reporter.report(event));
    expect(errors.join('')).toMatch(/^CONTAINER_CRASHED/);
    expect(lines.join('')).not.toContain('CONTAINER_CRASHED');
  });
});

/** A screen that understands what the live area writes: moving up, erasing below, and text. */
function createScreen() {
  let lines: string[] = [''];
  const write = (text: string) => {
    for (const part of text.split(/(\x1b\[\d+[FJ]|\n)/)) {
      const up = /^\x1b\[(\d+)F$/.exec(part);
      if (up) lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ''];
      else if (part === '\n') lines.push('');
      else if (part !== '\x1b[0J') lines[lines.length - 1] += part;
    }
  };
  const wrap = (columns: number) => {
    lines = lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
  };
  return { write, wrap, text: () => lines.join('\n') };
}

function createLive(size = { columns: 80, rows: 24 }) {
  const screen = createScreen();
  let time = 0;
  let tick: () => void = () => undefined;
  let isRunning = true;
  const reporter = createConsoleReporter({
    write: screen.write,
    style: createStyle(false),
    terminal: {
      size: () => size,
      now: () => time,
      every(callback) {
        tick = callback;
        return () => (isRunning = false);
      },
    },
  });
  const wait = (ms: number) => {
    time += ms;
    tick();
  };
  return { reporter, screen, wait, isRunning: () => isRunning };
}

describe('the console reporter in a terminal', () => {
  it('shows what goes on below what is done, with the time it takes', () => {
    const { reporter, screen, wait } = createLive();
    deploy.slice(0, 5).forEach((event) => reporter.report(event));
    wait(1_500);
    const done = `local: deploy, backend, frontend in namespace todo
images    frontend found, sha256:abababababab
`;
    const building = '▸ building backend 1.5 s\n  nx run backend:build\n';
    expect(screen.text()).toBe(`${done}▸ getting images ready 1.5 s\n${building}`);
    deploy.slice(5, 7).forEach((event) => reporter.report(event));
    const assembling = '▸ image of backend: assemble 0 ms\n';
    expect(screen.text()).toBe(
      `${done}images    built backend 700 ms\n▸ getting images ready 1.5 s\n${assembling}`,
    );
  });

  it('leaves only what is done behind', () => {
    const { reporter, screen, isRunning } = createLive();
    deploy.forEach((event) => reporter.report(event));
    reporter.close();
    expect(isRunning()).toBe(false);
    expect(screen.text()).toBe(`local: deploy, backend, frontend in namespace todo
images    frontend found, sha256:abababababab
images    built backend 700 ms
images    backend published, sha256:abababababab (1.2 MB uploaded, 420 ms, assemble)
images    1 published, 1 found 1.5 s
plan      update  Deployment/todo/backend: its image changed
apply     update  Deployment/todo/backend 12 ms
rollout   Deployment/todo/backend: ready after 3.2 s
deployed backend: 1 object, restarted (5.0 s)
`);
  });

  it('cuts live lines to the width, as a wrapped line could not be taken back', () => {
    const { reporter, screen } = createLive({ columns: 30, rows: 24 });
    reporter.report({
      type: 'rollout-progressed',
      unit: 'backend',
      object,
      status: progress('0 of 1 ready'),
    });
    expect(screen.text()).toBe('▸ Deployment/todo/backend: 0…\n');
  });

  it('shows that it waits for another deploy, and no longer once it works itself', () => {
    const { reporter, screen, wait } = createLive();
    const other = { holder: 'ann@host/12', since: '2026-01-01T00:00:00Z', doing: 'backend' };
    reporter.report({ type: 'lease-awaited', ...other });
    wait(2_000);
    const line = 'lease     waiting for ann@host/12, which deploys backend since 2026-01-01T00:00:00Z\n';
    expect(screen.text()).toBe(`${line}▸ waiting until that deploy is done 2.0 s\n`);
    reporter.report({ type: 'phase-started', phase: 'rollout' });
    expect(screen.text()).toBe(`${line}▸ waiting until ready 0 ms\n`);
  });

  it('takes back what a narrower terminal has wrapped, and nothing more', () => {
    const size = { columns: 80, rows: 24 };
    const { reporter, screen, wait } = createLive(size);
    reporter.report({ type: 'note', message: 'stays' });
    reporter.report({
      type: 'rollout-progressed',
      unit: 'backend',
      object,
      status: progress('0 of 1 ready'),
    });
    size.columns = 20;
    screen.wrap(20);
    wait(1_000);
    expect(screen.text()).toBe('note      stays\n▸ Deployment/todo/…\n');
  });

  it('shows as many lines as the terminal has, as what scrolls away could not be taken back', () => {
    const { reporter, screen } = createLive({ columns: 80, rows: 5 });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
      reporter.report({ type: 'rollout-started', unit: name, object: name });
    expect(screen.text()).toBe('▸ a: started 0 ms\n▸ b: started 0 ms\n▸ c: started 0 ms\n… and 3 more\n');
  });

  it('shows the error below everything else', () => {
    const { reporter, screen } = createLive();
    failure.forEach((event) => reporter.report(event));
    expect(screen.text()).toMatch(
      /^(cause {5}.*\n){2}rollout {3}Deployment\/todo\/backend: failed: CrashLoopBackOff\nevidence {2}.*\nCONTAINER_CRASHED {2}.*\n {2}Pod .*\n(.*\n)+ {2}Next: set databaseUrl\n$/,
    );
  });

  it('shows the whole output of a build that failed', () => {
    const { reporter, screen } = createLive();
    reporter.report({ type: 'output', source: 'build', line: 'main.ts: Expected ";"' });
    reporter.report({ type: 'output', source: 'build', line: 'Failed' });
    const error = { code: 'BUILD_FAILED', message: 'Build of backend: failed', hint: 'look' };
    reporter.report({ type: 'deploy-failed', ...error, durationMs: 1 });
    expect(screen.text()).toBe(
      'build | main.ts: Expected ";"\nbuild | Failed\nBUILD_FAILED  Build of backend: failed\n  Next: look\n',
    );
  });
});
