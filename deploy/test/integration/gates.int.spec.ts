import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';

// The controller tells names apart, and a rule without one is for those that no other rule names.
const address = process.env['TODO_TEST_ADDRESS']?.replace('//localhost', '//127.0.0.1');

describe('gates', () => {
  let release: TestRelease;

  beforeEach(async () => {
    release = await TestRelease.open();
  });

  afterEach(() => release.close());

  const gateEvents = () =>
    release.events.flatMap((event) =>
      event.type.startsWith('gate-') ? [(({ type, gate }) => `${type} ${gate}`)(event as GateEvent)] : [],
    );
  type GateEvent = Extract<DeployEvent, { gate: string }>;

  const isRun = async (unit: string) => (await release.get('Deployment', unit)) !== undefined;

  it('are passed in their order once the unit is ready, before the units after it, and only for what changed', async () => {
    const url = `${address}/${release.namespace}`;
    release.values = { extra: [ingress(release.namespace)] };
    release.gates = {
      app: [
        { kind: 'http', url, status: 200, text: 'hello', timeout: 120_000 },
        { kind: 'test' },
        {
          kind: 'command',
          run: [process.execPath, '-e', 'console.log(process.env.TODO_DEPLOY_UNIT)'],
          env: [],
        },
      ],
    };
    const units = release
      .request()
      .units.map((unit) => (unit.name === 'web' ? { ...unit, after: ['app'] } : unit));
    expect((await release.deploy({ units })).outcome).toBe('deployed');
    expect(gateEvents()).toEqual([
      `gate-started GET ${url}`,
      `gate-finished GET ${url}`,
      'gate-started tests of app',
      'gate-finished tests of app',
      expect.stringMatching(/^gate-started .*TODO_DEPLOY_UNIT/),
      expect.stringMatching(/^gate-finished .*TODO_DEPLOY_UNIT/),
    ]);
    expect(release.events).toContainEqual({ type: 'output', source: 'app', line: 'app' });
    const order = release.events.map((event) => `${event.type} ${'object' in event ? event.object : ''}`);
    const lastGate = order.findLastIndex((text) => text.startsWith('gate-finished'));
    expect(order.indexOf(`object-applied Deployment/${release.namespace}/web`)).toBeGreaterThan(lastGate);
    expect(order.indexOf(`rollout-finished Deployment/${release.namespace}/app`)).toBeLessThan(lastGate);
    for (const kind of ['Pod', 'ConfigMap']) expect(await release.get(kind, 'app-test')).toBeUndefined();

    release.values = { ...release.values, web: { message: 'new' } };
    await release.deploy({ units });
    expect(release.written()).toEqual(['update Deployment/web']);
    expect(gateEvents()).toEqual([]);
  });

  it('take the unit back that does not pass, and let no other start', async () => {
    const before = await deployOnce();
    release.gates = {
      app: [{ kind: 'http', url: `${address}/health/nowhere`, status: 201, timeout: 5_000 }],
    };
    release.values = { app: { message: 'new' }, web: { message: 'new' } };
    const units = release
      .request()
      .units.map((unit) => (unit.name === 'web' ? { ...unit, after: ['app'] } : unit));
    const evidenceFolder = mkdtempSync(join(tmpdir(), 'gate-evidence-'));
    const error = await release.failing({ units, evidenceFolder });
    expect(error).toMatchObject({
      code: 'GATE_FAILED',
      exitCode: 48,
      hint: expect.stringMatching(/^curl -i .*nowhere; logs, events and objects are in /) as unknown,
    });
    expect(error.message).toMatch(
      /^Unit app: GET \S+ answered \d+ instead of 201, until 5 s were over; rolled back to revision 1, which is ready$/,
    );
    expect(JSON.stringify(await release.get('Deployment', 'app'))).toEqual(expect.stringContaining('hello'));
    expect(release.events).toContainEqual({ type: 'note', message: 'Unit web: not started' });
    expect(before).toBe('deployed');
    const types: string[] = release.events.map(({ type }) => type);
    expect(types.indexOf('evidence-saved')).toBeGreaterThan(types.indexOf('gate-failed'));
    expect(types.indexOf('evidence-saved')).toBeLessThan(types.lastIndexOf('object-applied'));
    const [bundle = ''] = readdirSync(evidenceFolder);
    expect(error.context).toMatchObject({ bundle: join(evidenceFolder, bundle) });
    expect(readFileSync(join(evidenceFolder, bundle, 'cause.yaml'), 'utf8')).toContain('instead of 201');
    const live = readdirSync(join(evidenceFolder, bundle, 'live')).map((file) => file.replace(/-.*/, ''));
    expect(live).toEqual(expect.arrayContaining(['Deployment', 'ReplicaSet', 'Pod']));
    rmSync(evidenceFolder, { recursive: true });
  });

  it('are looked at again by the next deploy when the unit was left as it is', async () => {
    release.gates = { app: [{ kind: 'command', run: [process.execPath, '-e', 'process.exit(3)'], env: [] }] };
    const error = await release.failing({ noRollback: true });
    expect(error.message).toContain('exit 3; its objects are those of this deploy');
    expect(await isRun('app')).toBe(true);
    expect((await release.failing({ noRollback: true })).code).toBe('GATE_FAILED');
    expect(release.written()).toEqual([]);
    release.gates = {};
    expect((await release.deploy()).outcome).toBe('deployed');
    expect((await release.deploy()).outcome).toBe('nothing-to-do');
  });

  it('show what a failed test of the chart wrote, without its secrets, and leave it there until the next run', async () => {
    await deployOnce();
    release.gates = { app: [{ kind: 'test' }, { kind: 'test', component: 'checks' }] };
    const script = 'console.log("with " + process.env.PASSWORD); console.log("no answer"); process.exit(4)';
    release.values = { app: { message: 'new' }, test: { script } };
    const error = await release.failing();
    expect(error.code).toBe('GATE_FAILED');
    expect(error.message).toMatch(
      /^Unit app: Pod\/\S+\/app-test: .*last line: no answer; rolled back to revision 1, which is ready$/,
    );
    const { evidence } = error.context as { evidence: readonly string[] };
    expect(evidence.join('\n')).toContain('with ***');
    expect(await release.get('Pod', 'app-test')).toMatchObject({ status: { phase: 'Failed' } });

    release.values = { app: { message: 'new' } };
    expect((await release.deploy()).outcome).toBe('deployed');
    expect(gateEvents()).toEqual(
      ['app', 'checks'].flatMap((name) => [
        `gate-started tests of ${name}`,
        `gate-finished tests of ${name}`,
      ]),
    );
    expect(await release.get('Pod', 'app-test')).toBeUndefined();
    expect(await release.get('Job', 'checks')).toBeUndefined();
  });

  it('hide the variables that a command is given, in what it writes', async () => {
    process.env['GATE_TOKEN'] = 'a-token-of-the-gate';
    const script = 'console.log(process.env.GATE_TOKEN, process.env.OTHER_TOKEN); process.exit(1)';
    process.env['OTHER_TOKEN'] = 'not-given';
    release.gates = {
      app: [{ kind: 'command', run: [process.execPath, '-e', script], env: ['GATE_TOKEN'] }],
    };
    const error = await release.failing({ noRollback: true });
    expect(release.events).toContainEqual({ type: 'output', source: 'app', line: '*** undefined' });
    expect(JSON.stringify([error.message, error.context, release.events])).not.toContain('a-token-of');
  });

  it('fail when the chart has no such test', async () => {
    release.gates = { app: [{ kind: 'test', component: 'nobody' }] };
    const error = await release.failing({ noRollback: true });
    expect(error.message).toContain('Unit app: the chart has no test of component nobody');
  });

  async function deployOnce(): Promise<string> {
    return (await release.deploy()).outcome;
  }
});

/** Leads to the app from a path of its own, beside whatever else the cluster serves. */
function ingress(path: string) {
  const backend = { service: { name: 'app', port: { number: 80 } } };
  const paths = [{ path: `/${path}`, pathType: 'Prefix', backend }];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'app' },
    spec: { rules: [{ http: { paths } }] },
  };
}
