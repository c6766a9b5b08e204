import { describe, expect, it } from '@jest/globals';
import type { DeployEvent } from './events.ts';
import { createMarkdownReporter } from './markdown-reporter.ts';

const [from, to] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}` as const);
const object = 'Deployment/todo/backend';

const deploy: readonly DeployEvent[] = [
  { type: 'deploy-started', environment: 'local', namespace: 'todo', units: ['backend', 'frontend'] },
  { type: 'phase-finished', phase: 'manifest', durationMs: 139, summary: '25 objects' },
  { type: 'image-found', unit: 'frontend', digest: `sha256:${'c'.repeat(64)}` },
  {
    type: 'image-published',
    unit: 'backend',
    digest: to ?? 'sha256:',
    builder: 'assemble',
    durationMs: 1_200,
  },
  { type: 'image-planned', unit: 'backend', from, to },
  {
    type: 'object-planned',
    unit: 'backend',
    object,
    action: 'update',
    why: 'spec.template.spec.containers[backend].image to change',
    restartsPods: true,
  },
  { type: 'object-planned', unit: 'backend', object: 'Service/todo/b', action: 'unchanged', why: 'as it is' },
];
const applied = {
  type: 'object-applied',
  unit: 'backend',
  object,
  action: 'update',
  durationMs: 19,
} as const;
const failure = {
  type: 'rollout-failed',
  unit: 'backend',
  object,
  status: { state: 'failed', reason: 'CrashLoopBackOff', message: 'exit 1' },
  evidence: ['Pod backend-7c9f: exit 1', 'last lines:\n  </pre> @nobody **said** this'],
} as const;
const failed = {
  type: 'deploy-failed',
  code: 'CONTAINER_CRASHED',
  message: `${object}: exit 1; the old pods serve on`,
  hint: 'set databaseUrl',
  durationMs: 4_000,
} as const;

function markdownOf(events: readonly DeployEvent[]): string {
  const written: string[] = [];
  const reporter = createMarkdownReporter((markdown) => written.push(markdown));
  events.forEach((event) => reporter.report(event));
  reporter.close();
  expect(written.length).toBeLessThan(2);
  return written.join('');
}

describe('the Markdown of a deploy', () => {
  it('tells what was deployed: units, images, objects, restarts, and how long each part took', () => {
    const ready = { type: 'rollout-finished', unit: 'backend', object, durationMs: 3_300 } as const;
    const end = { type: 'deploy-finished', outcome: 'deployed', units: [], durationMs: 15_300 } as const;
    expect(markdownOf([...deploy, applied, ready, end])).toBe(`## Deployed <code>local</code>

Namespace <code>todo</code>, 15.3 s.

| unit | image | objects | pods |
| --- | --- | --- | --- |
| <code>backend</code> | <code>sha256:aaaaaaaaaaaa</code> → <code>sha256:bbbbbbbbbbbb</code>, built in 1.2 s | 1 changed, 1 unchanged | restarted |
| <code>frontend</code> | <code>sha256:cccccccccccc</code> | 0 changed, 0 unchanged |  |

| object | change | why | result |
| --- | --- | --- | --- |
| <code>Deployment/todo/backend</code> | update | spec.template.spec.containers&#91;backend].image to change | ready after 3.3 s |

| phase | took | what came of it |
| --- | --- | --- |
| manifest | 139 ms | 25 objects |
`);
  });

  it('tells the cause, what shows it and what was left when a deploy fails', () => {
    const text = markdownOf([...deploy, applied, failure, failed]);
    expect(text).toContain('## Deploy of <code>local</code> failed: <code>CONTAINER_CRASHED</code>');
    expect(text).toContain('Deployment/todo/backend: exit 1; the old pods serve on');
    expect(text).toContain('**Next:** set databaseUrl');
    expect(text).toContain('<pre>\nPod backend-7c9f: exit 1\nlast lines:\n');
    expect(text).toContain('| 1 changed, 1 unchanged | failed |');
    expect(text).toContain('| failed: CrashLoopBackOff |');
  });

  it('tells which gates a unit passed, which it did not and why, and what a person would have read', () => {
    const gate = { unit: 'backend', gate: 'GET /health' } as const;
    const text = markdownOf([
      ...deploy,
      { type: 'lease-awaited', holder: 'ann@host/12', since: '2026-01-01T00:00:00Z', doing: 'backend' },
      { type: 'gate-finished', ...gate, gate: 'tests', durationMs: 1_000 },
      { type: 'gate-failed', ...gate, detail: 'answered 500', evidence: ['500 no database'] },
      { type: 'evidence-saved', unit: 'backend', path: '.todo/evidence/1' },
      { ...failed, code: 'GATE_FAILED' },
    ]);
    expect(text).toContain('| <code>backend</code> | tests | passed after 1.0 s |');
    expect(text).toContain('| <code>backend</code> | GET /health | failed: answered 500 |');
    expect(text).toContain('\n500 no database\n</pre>');
    expect(text).toContain('\n- lease: waiting for ann@\u200bhost/12, which deploys backend');
    expect(text).toContain('\n- evidence: saved in .todo/evidence/1\n');
  });

  it('says which objects were not written when a deploy ends before', () => {
    expect(markdownOf([...deploy, failed])).toContain('| 0 of 1 changed, 1 unchanged |  |');
    expect(markdownOf([...deploy, failed])).toContain('| not written |');
  });

  it('holds the output of a build only when that failed', () => {
    const output = { type: 'output', source: 'build', line: 'main.ts: Expected ";"' } as const;
    expect(markdownOf([...deploy, output, failed])).not.toContain('main.ts');
    const build = markdownOf([...deploy, output, { ...failed, code: 'BUILD_FAILED' }]);
    expect(build).toContain('build | main.ts: Expected ";"');
  });

  it('is written when a command fails that deploys nothing, and not when it succeeds', () => {
    expect(markdownOf([failed])).toContain('## Failed: <code>CONTAINER_CRASHED</code>\n');
    expect(markdownOf([{ type: 'note', message: 'hello' }])).toBe('');
  });

  it('lets no log end a block, mention anybody or become Markdown', () => {
    const text = markdownOf([
      ...deploy,
      failure,
      { ...failed, message: '@team | **bold** #1\n# no heading' },
    ]);
    expect(text).toContain('&#60;/pre&#62; @nobody');
    expect(text.match(/<\/pre>/g)).toHaveLength(1);
    expect(text).not.toMatch(/@team|\*\*bold|^# no/m);
  });

  it('stays short enough for GitHub, and names what it left out', () => {
    const planned = Array.from({ length: 2_000 }, (_each, index): DeployEvent => {
      const name = `ConfigMap/todo/settings-${index}`;
      return { type: 'object-planned', unit: 'backend', object: name, action: 'create', why: 'it is new' };
    });
    const text = markdownOf([...deploy, ...planned, failure, failed]);
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/\nCut to stay below 65000 characters: left out \d+ of 2001 objects\.\n$/);
    expect(text).toContain('Pod backend-7c9f: exit 1');
    expect(text).toContain('| manifest | 139 ms | 25 objects |');
  });
});
