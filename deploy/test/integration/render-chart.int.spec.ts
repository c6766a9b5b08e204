import { describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundledProgram } from '../../src/manifest/bundled-programs.ts';
import { renderChart } from '../../src/manifest/render-chart.ts';

const chart = join(import.meta.dirname, '../fixtures/chart');
const render = (values: Record<string, unknown>, helm?: string) =>
  renderChart({ chart, release: 'r', namespace: 'n', values, helm, signal: new AbortController().signal });

describe('renderChart', () => {
  it('renders every object but the test hooks', async () => {
    const objects = await render({ app: { message: 'from a value' } });
    expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()).toEqual([
      'ConfigMap/settings',
      'Deployment/app',
      'Deployment/web',
      'Job/migration',
      'Secret/generated',
      'Service/app',
    ]);
    expect(JSON.stringify(objects)).toContain('from a value');
  });

  it('names each value that the schema refuses, and not what it was', async () => {
    const refused = render({ app: { replicas: 'many' }, unknown: 1, config: { token: 'SECRET-CANARY' } });
    const error = await refused.catch((failure: unknown) => failure as Error);
    expect(error).toMatchObject({ code: 'VALUES_REFUSED', exitCode: 22 });
    const { message } = error as Error;
    expect(message).toContain('app.replicas: got string, want integer');
    expect(message).toContain("additional properties 'unknown' not allowed");
    expect(message).toContain("config.token: does not match pattern '^[a-z]+$'");
    expect(message).not.toContain('SECRET-CANARY');
  });

  it('does not repeat a value of several lines either, nor one that a template complains of', async () => {
    const messageOf = (values: Record<string, unknown>) =>
      render(values).then(
        () => '',
        (error: Error) => error.message,
      );
    const schema = await messageOf({ config: { token: 'SECRET-CANARY\nof two lines' } });
    expect(schema).toMatch(/config\.token: .*does not match pattern/);
    const extra = ['SECRET-CANARY: that no template can take'];
    const template = await messageOf({ app: { replicasOwned: true, env: 'SECRET-CANARY' }, extra });
    expect(`${schema} ${template}`).not.toContain('CANARY');
  });

  it('says what helm said of a chart that cannot be rendered', async () => {
    const refused = renderChart({
      chart: '/no-such-chart',
      release: 'r',
      namespace: 'n',
      values: {},
      signal: new AbortController().signal,
    });
    await expect(refused).rejects.toMatchObject({
      code: 'CHART_BROKEN',
      message:
        'Chart /no-such-chart: helm cannot render it: path "/no-such-chart" not found; nothing was written',
    });
  });

  it('names what is no object', async () => {
    await expect(render({ extra: [{ apiVersion: 'v1', kind: 'ConfigMap' }] })).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
      message: expect.stringContaining('renders a ConfigMap without metadata.name') as unknown,
    });
  });

  it('names a helm that is not there', async () => {
    await expect(render({}, '/no-such-helm')).rejects.toMatchObject({ code: 'HELM_MISSING', exitCode: 20 });
  });
});

describe('bundledProgram', () => {
  it('unpacks whole programs once, and again when one is not whole', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'todo-deploy-'));
    try {
      const both = await Promise.all([bundledProgram('helm', cache), bundledProgram('helm', cache)]);
      const file = join(cache, 'helm-4.2.3', 'helm');
      expect(both).toEqual([file, file]);
      expect(await readdir(join(cache, 'helm-4.2.3'))).toEqual(['helm']);
      await writeFile(file, 'cut off');
      await bundledProgram('helm', cache);
      expect((await render({}, file)).length).toBeGreaterThan(0);
    } finally {
      await rm(cache, { recursive: true });
    }
  });
});
