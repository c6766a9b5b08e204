import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { renderingInputs } from './rendering-inputs.ts';

describe('what a rendering follows from', () => {
  let chart: string;

  beforeEach(() => {
    chart = mkdtempSync(join(tmpdir(), 'todo-deploy-chart-'));
    write('Chart.yaml', 'name: a');
    write('templates/settings.yaml', 'kind: ConfigMap');
  });

  afterEach(() => rmSync(chart, { recursive: true }));

  function write(path: string, content: string): void {
    mkdirSync(dirname(join(chart, path)), { recursive: true });
    writeFileSync(join(chart, path), content);
  }

  const inputs = (changes: object = {}) =>
    renderingInputs({
      chart,
      release: 'r',
      namespace: 'n',
      values: { a: 1 },
      helm: process.execPath,
      ...changes,
    });

  it('is the same while nothing has changed', async () => {
    expect(await inputs()).toMatch(/^[0-9a-f]{64}$/);
    expect(await inputs()).toBe(await inputs());
  });

  it.each([
    ['the release', { release: 's' }],
    ['the namespace', { namespace: 'm' }],
    ['a value', { values: { a: 2 } }],
    ['helm', { helm: import.meta.filename }],
  ])('is another with %s', async (_what, changes) => {
    expect(await inputs(changes)).not.toBe(await inputs());
  });

  it.each([
    ['a file of the chart that changed', 'templates/settings.yaml', 'kind: Secret'],
    ['a file that came', 'templates/more.yaml', ''],
    ['a file of a chart within', 'charts/b/values.yaml', 'a: 1'],
  ])('is another with %s', async (_what, path, content) => {
    const before = await inputs();
    write(path, content);
    expect(await inputs()).not.toBe(before);
  });

  it.each([
    ['asks what time it is', 'templates/settings.yaml', 'at: {{ now | date "2006-01-02" }}'],
    ['asks for a day', 'templates/settings.yaml', 'on: {{- dateInZone "2006-01-02"\n .Values.day "UTC" }}'],
    ['holds a packed chart', 'charts/b-1.0.0.tgz', ''],
  ])('is not known of a chart that %s', async (_what, path, content) => {
    write(path, content);
    expect(await inputs()).toBeUndefined();
  });

  it('is not known of values that ask what time it is', async () => {
    expect(await inputs({ values: { text: '{{ now }}' } })).toBeUndefined();
  });

  it('is not known of a chart that is not there', async () => {
    expect(await inputs({ chart: join(chart, 'absent') })).toBeUndefined();
  });

  it('is known with a helm on the PATH, and not without one', async () => {
    expect(await inputs({ helm: 'sh' })).toBeDefined();
    expect(await inputs({ helm: 'no-such-helm' })).toBeUndefined();
  });

  it.each(['{{/* Brings the schema up to date, now. */}}', 'to date: {{ .Values.updatedAt }}, now'])(
    'is known of a chart that only speaks of time: %s',
    async (content) => {
      write('templates/settings.yaml', content);
      expect(await inputs()).toBeDefined();
    },
  );
});
