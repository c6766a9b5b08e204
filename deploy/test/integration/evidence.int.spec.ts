import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DeployEvent } from '../../src/report/events.ts';
import { TestRelease } from './cluster.ts';

const env = [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'generated', key: 'password' } } }];
const crash = `const p = process.env.PASSWORD; console.error('base64 ' + Buffer.from(p).toString('base64'));
  console.error('token ' + p); console.error('no database'); process.exit(4)`;

describe('the evidence of a rollout that failed', () => {
  let release: TestRelease;
  let evidenceFolder: string;

  beforeEach(async () => {
    release = await TestRelease.open();
    evidenceFolder = await mkdtemp(join(tmpdir(), 'todo-evidence-'));
    await release.deploy();
  });

  afterEach(async () => {
    await rm(evidenceFolder, { recursive: true });
    await release.close();
  });

  it('is saved before the unit goes back, is named by the error, and holds no value of a Secret', async () => {
    release.values = { app: { replicas: 2, script: crash, env } };
    const error = await release.failing({ evidenceFolder });
    expect(error.message).toContain('rolled back to revision 1');

    const [name = '', ...others] = await readdir(evidenceFolder);
    expect(others).toEqual([]);
    const path = join(evidenceFolder, name);
    expect(error.hint).toContain(path);
    expect(error.context).toMatchObject({ bundle: path });
    expect(orderOf(release.events)).toEqual(['cause-seen', 'rollout-failed', 'evidence-saved', 'going back']);

    const files = await readAll(path);
    const names = Object.keys(files).join('\n');
    // By the time of reading, the node may have cleared the run before the last one away.
    const logs = Object.entries(files).filter(([file]) =>
      /^logs\/app-\S+\.app(\.previous)?\.log$/.test(file),
    );
    expect(logs.map(([, text]) => text).join('')).toContain('no database');
    expect(names).toMatch(/^live\/Deployment-app\.yaml$/m);
    expect(names).toMatch(/^live\/ReplicaSet-app-\S+\.yaml$/m);
    expect(names).toMatch(/^live\/Pod-app-\S+\.yaml$/m);
    expect(files['cause.yaml']).toContain('exit 4; last line: no database');
    expect(files['changes.yaml']).toContain('spec.template.spec.containers[app].args');
    expect(files['plan.yaml']).toContain('restartsPods: true');
    // What the node says of the last crash may still be on its way.
    expect(files['events.txt']).toContain('Normal Scheduled Pod/app-');

    const all = Object.values(files).join('\n');
    const encoded = await passwordOf(release);
    expect(all).toContain('token ***');
    expect(all).not.toContain(encoded);
    expect(all).not.toContain(Buffer.from(encoded, 'base64').toString('utf8'));
  });

  it('is noted when it cannot be saved, and hides neither the cause nor the way back', async () => {
    const file = join(evidenceFolder, 'a-file');
    await writeFile(file, '');
    release.values = { app: { script: crash, env } };
    const error = await release.failing({ evidenceFolder: file });
    expect(error.code).toBe('CONTAINER_CRASHED');
    expect(error.message).toContain('rolled back to revision 1, which is ready');
    const notes = release.events.filter(({ type }) => type === 'note');
    expect(JSON.stringify(notes)).toMatch(/Unit app: its evidence could not be saved: .*ENOTDIR/);
  });
});

function orderOf(events: readonly DeployEvent[]): readonly string[] {
  const told = events.flatMap((event) => {
    if (event.type === 'note') return event.message.includes('going back') ? ['going back'] : [];
    return ['cause-seen', 'rollout-failed', 'evidence-saved'].includes(event.type) ? [event.type] : [];
  });
  return [...new Set(told)];
}

async function readAll(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(
    async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}

/** As the Secret has it, in base64. */
async function passwordOf(release: TestRelease): Promise<string> {
  const secret = await release.get('Secret', 'generated');
  return (secret?.['data'] as { password: string }).password;
}
