import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { at } from '../../src/cluster/kubernetes-object.ts';
import { askJson, askProcess, breakImage } from './ask-process.ts';
import { TestRelease } from './cluster.ts';

let release: TestRelease;

beforeEach(async () => {
  release = await TestRelease.open();
  release.values = { app: { replicas: 1 }, migration: { enabled: false } };
});

afterEach(() => release.close());

const replicas = async () => at(await release.get('Deployment', 'app'), 'spec', 'replicas');

describe('without a model', () => {
  it('names an image that does not exist, and puts back what ran after a yes in a terminal', async () => {
    await release.deploy();
    await breakImage(release);
    const found = await askJson(release, 'check why the pods are failing');
    expect(found.text).toMatch(/^app is not healthy\.\nIMAGE_NOT_PULLED .*no-such-tag/);
    expect(found.text).toMatch(/Changed by hand since the last deploy:\n .*a-person/);
    const { stdout, exitCode } = await askProcess(release, 'undo the drift', { typed: 'y\n' });
    expect({ stdout, exitCode }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain('Do exactly this? [y/N]');
    expect(stdout).toContain('deployed app');
    expect((await askJson(release, 'analyse cluster health')).text).toContain(
      'Healthy: app, deploy and web.',
    );
  });

  it.each([
    [
      'a crash',
      { script: "console.error('no database'); process.exit(4)" },
      /CONTAINER_CRASHED .*exit 4; last line: no database/,
    ],
    [
      'a key that a Secret lacks',
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'generated', key: 'none' } } }] },
      /CONFIG_MISSING .*none/,
    ],
  ])('names %s', async (_, app, cause) => {
    release.values = { app: { replicas: 1, ...app }, migration: { enabled: false } };
    await release.failing({ noRollback: true });
    const { text, calls } = await askJson(release, "what's wrong with the app?");
    expect(text).toMatch(/^app is not healthy\.\n/);
    expect(text.split('\n')[1]).toMatch(cause);
    expect(calls.map(({ tool }) => tool)).toEqual(['diagnose', 'status']);
  });

  it('scales after a yes only, and where nobody can be asked gives the command that does it', async () => {
    await release.deploy();
    const question = 'scale the app to handle more load';
    const no = await askProcess(release, question, { typed: 'n\n' });
    expect(no.stdout).toContain('spec.replicas: 1 → 2');
    expect(no.stdout).toContain('Nothing was done, as you said no.');
    expect(await replicas()).toBe(1);
    const alone = await askProcess(release, question);
    expect(alone).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Nothing was done yet') as unknown,
    });
    expect(await replicas()).toBe(1);
    const [, hash = ''] = /To do it:.* --plan-hash ([0-9a-f]{16})/.exec(alone.stdout) ?? [];
    const done = await askProcess(release, question, { more: ['--plan-hash', hash] });
    expect(done).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('deployed app') as unknown });
    expect(await replicas()).toBe(2);
    const again = await askJson(release, question, { more: ['--plan-hash', hash] });
    expect(again.plans.at(-1)).toMatchObject({ state: 'wanted' });
    expect(await replicas()).toBe(2);
  });

  it('does what it is asked for with --yes, and ends as the deploy does that fails', async () => {
    await release.deploy();
    const scaled = await askJson(release, 'deploy the app with two replicas', { more: ['--yes'] });
    expect(scaled).toMatchObject({ plans: [{ operation: 'scale', state: 'approved' }] });
    expect(await replicas()).toBe(2);
    const back = await askProcess(release, 'roll back the app', { more: ['--yes'] });
    expect(back.stdout).toContain('spec.replicas: 2 → 1');
    expect(await replicas()).toBe(1);
    const gone = await askProcess(release, 'roll back the app to revision 99', { more: ['--yes'] });
    expect(gone).toMatchObject({
      exitCode: 91,
      stdout: expect.stringContaining('REVISION_UNKNOWN') as unknown,
    });
  });

  it('answers the questions that people begin with, in few calls and few bytes', async () => {
    await release.deploy();
    const questions = [
      'deploy the frontend with 2 replicas',
      'scale the app to handle more load',
      'check why the pods are failing',
      'analyse cluster health',
      'optimise resource allocation',
    ];
    for (const question of questions) {
      const { text, calls } = await askJson(release, question);
      const bytes = calls.reduce((sum, { resultBytes }) => sum + resultBytes, 0);
      console.info(`${question}: ${calls.length} calls, ${bytes} bytes`);
      expect(text).not.toMatch(/^Without a model|none of what this can do/);
      expect(calls.length).toBeLessThanOrEqual(5);
      expect(bytes).toBeLessThan(4_000);
    }
    expect(await replicas()).toBe(1);
  });

  it('says what it can answer to anything else, without asking the cluster', async () => {
    const { text, calls } = await askJson(release, 'what is the meaning of life');
    expect(text).toContain('Without a model this answers only questions on the environment');
    expect(calls).toEqual([]);
  });

  it('ends as the tool does that could not answer', async () => {
    const { exitCode, stdout } = await askProcess(release, 'why does it fail');
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 90 });
    expect(stdout).toContain('NOTHING_DEPLOYED');
  });
});
