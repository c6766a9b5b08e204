import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { recordsAt } from '../../src/cluster/kubernetes-object.ts';
import { readDiagnosis } from '../../src/read-diagnosis.ts';
import type { TestRelease } from './cluster.ts';
import { commandWords } from './mcp-session.ts';
import type { StreamingModel } from './streaming-model.ts';

export const modelKey = 'sk-spec-0123456789abcdef';

export interface Asked {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface AskOptions {
  readonly model?: StreamingModel;
  /** Options of the command. */
  readonly more?: readonly string[];
  /** What is typed at a terminal when a plan is shown; no terminal when absent. */
  readonly typed?: string;
}

/** The answer as `--json` gives it. */
export interface AnswerObject {
  readonly type: string;
  readonly text: string;
  readonly by: string;
  readonly code?: string;
  readonly calls: readonly {
    readonly tool: string;
    readonly caller: string;
    readonly outcome: string;
    readonly code?: string;
    readonly resultBytes: number;
  }[];
  readonly plans: readonly {
    readonly operation: string;
    readonly planHash: string;
    readonly state: string;
    readonly plan: string;
    readonly command?: string;
  }[];
}

/** Asks about what a release runs, by a process of its own. */
export async function askProcess(
  release: TestRelease,
  question: string,
  { model, more = [], typed }: AskOptions = {},
): Promise<Asked> {
  const folder = mkdtempSync(join(tmpdir(), 'todo-deploy-ask-'));
  const ofModel = model ? ['--model', 'scripted', '--model-url', model.url] : ['--no-model'];
  const words = [process.execPath, ...commandWords(release, 'ask', question, ...ofModel, ...more)];
  const [file = '', ...given] = typed === undefined ? words : inTerminal(words);
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', OPENAI_API_KEY: modelKey };
  const child = spawn(file, given, { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  let seen = '';
  if (typed === undefined) child.stdin.end();
  else
    child.stdout.on('data', (chunk: Buffer) => {
      const before = seen.includes('[y/N]');
      seen += chunk.toString();
      if (!before && seen.includes('[y/N]')) child.stdin.write(typed);
    });
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  rmSync(folder, { recursive: true });
  return { exitCode, stdout, stderr };
}

/** Asks, and gives the one object that is written. */
export async function askJson(
  release: TestRelease,
  question: string,
  { more = [], ...options }: AskOptions = {},
): Promise<AnswerObject> {
  const asked = await askProcess(release, question, { ...options, more: [...more, '--json'] });
  const lines = asked.stdout.trim().split('\n');
  if (lines.length !== 1) throw new Error(`not one object: ${asked.stdout}${asked.stderr}`);
  return JSON.parse(lines[0] ?? '') as AnswerObject;
}

/** `script` gives a program a terminal, and what is written to it is typed there. */
function inTerminal(words: readonly string[]): readonly string[] {
  const line = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  return ['script', '-qec', line, '/dev/null'];
}

/** Sets an image for the app that there is not, as somebody would by hand, and waits until that shows. */
export async function breakImage(release: TestRelease): Promise<void> {
  const image = `${release.connection.registry}/todo-test/app:no-such-tag`;
  const app = await release.get('Deployment', 'app');
  const [container] = recordsAt(app, 'spec', 'template', 'spec', 'containers');
  const template = { spec: { containers: [{ ...container, image }] } };
  await release.patchAs('a-person', release.ref('Deployment', 'app'), { spec: { template } });
  const signal = AbortSignal.timeout(60_000);
  const codes = async () => {
    const { units } = await readDiagnosis({ ...release.request(), only: ['app'] }, { signal });
    return units.map(({ trouble }) => trouble?.code);
  };
  while (!(await codes()).includes('IMAGE_NOT_PULLED')) continue;
}
