import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../command-line.ts';
import { createStyle } from '../report/style.ts';
import { reviewDockerfileCommand } from './review-dockerfile.ts';

let workspaceRoot: string;

beforeEach(() => {
  workspaceRoot = mkdtempSync(join(tmpdir(), 'todo-review-'));
});

afterEach(() => rmSync(workspaceRoot, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspaceRoot, path)), { recursive: true });
    writeFileSync(join(workspaceRoot, path), content);
  }
}

async function run(...files: readonly string[]) {
  const words = ['review-dockerfile', ...files.map((file) => join(workspaceRoot, file))];
  const commandLine = await parseCommandLine(words);
  if (commandLine.action !== 'run' || reviewDockerfileCommand.scope !== 'files')
    throw new Error('other command');
  const printed: { text: string; json: object }[] = [];
  const exitCode = await reviewDockerfileCommand.run({
    session: { workspaceRoot },
    options: commandLine.options,
    report: () => undefined,
    signal: new AbortController().signal,
    print: (result) => void printed.push(result),
    style: createStyle(false),
    json: false,
    drained: () => Promise.resolve(true),
  });
  return { exitCode, ...printed[0] };
}

describe('review-dockerfile', () => {
  it('ends with 0 when there is nothing to say', async () => {
    write({ Dockerfile: 'FROM scratch\nUSER 1:1\nCMD ["/a"]\n' });
    const { exitCode, text, json } = await run('Dockerfile');
    expect({ exitCode, json }).toMatchObject({
      exitCode: 0,
      json: { type: 'dockerfile-reviews', reviews: [{ file: 'Dockerfile', findings: [] }] },
    });
    expect(text).toMatch(/^1 Dockerfile, no findings; BuildKit's checks and hadolint/);
  });

  it('tells each finding with its place, and ends with a code of its own', async () => {
    write({ 'a/Dockerfile': 'FROM scratch\nEXPOSE 1/TCP\n', 'b/Dockerfile': 'FROM scratch AS B\n' });
    const { exitCode, text } = await run('a/Dockerfile', 'b/Dockerfile');
    expect(exitCode).toBe(58);
    expect(text).toBe(`a/Dockerfile:2: warning ExposeProtoCasing: the protocol of 1/TCP has capitals
  write tcp or udp
b/Dockerfile:1: warning StageNameCasing: the name of stage B has capitals
  write the name in lower case, here and wherever it is used
DOCKERFILE_QUESTIONABLE  a/Dockerfile, b/Dockerfile: 2 findings; nothing was changed
  Next: do what each finding advises, or let the file say that it is meant: # hadolint ignore=RULE, # check=skip=RULE
`);
  });

  it.each([
    ['.dockerignore', 58],
    ['Dockerfile.dockerignore', 58],
    ['dockerignore', 0],
  ])('reads %s', async (name, exitCode) => {
    write({ Dockerfile: 'FROM scratch\nCOPY dist /\n', [name]: 'dist\n' });
    expect((await run('Dockerfile')).exitCode).toBe(exitCode);
  });

  it('reviews every Dockerfile that git does not ignore', async () => {
    const names = ['Dockerfile', 'a/Dockerfile', 'a/b.Dockerfile', 'a/Dockerfile.dev', 'Containerfile'];
    const others = ['out/Dockerfile', 'a/Dockerfile.dockerignore', 'a/dockerfile.ts', 'a/Dockerfiles/x'];
    write(Object.fromEntries([...names, ...others].map((name) => [name, 'FROM scratch\n'])));
    write({ '.gitignore': 'out/\n' });
    const { json } = await run();
    const { reviews } = json as { reviews: readonly { file: string }[] };
    expect(reviews.map(({ file }) => file)).toEqual(names.sort());
  });

  it('refuses a file that is not there', async () => {
    await expect(run('Dockerfile')).rejects.toMatchObject({
      code: 'DOCKERFILE_NOT_FOUND',
      message: 'Dockerfile Dockerfile: no such file',
      hint: 'name a file that is there',
    });
  });
});
