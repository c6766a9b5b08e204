import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { reviewDockerfile } from './review-dockerfile.ts';

const folder = mkdtempSync(join(tmpdir(), 'todo-review-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that stands in for hadolint: it writes this, and keeps what it was given. */
function standIn(name: string, output: string): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${path}.arguments'\ncat > '${path}.input'\ncat <<'END'\n${output}\nEND\n`,
  );
  chmodSync(path, 0o755);
  return path;
}

/** As hadolint writes one. */
const finding = (code: string, line: number) => ({
  ...{ code, line, column: 1, file: '-', level: 'warning', message: `found ${code}` },
});

const review = async (text: string, hadolint: string | false = false) =>
  reviewDockerfile({ file: 'app/Dockerfile', text }, { hadolint });
const rulesOf = async (text: string) =>
  (await review(text)).findings.map(({ rule, line }) => `${rule}:${line}`);

describe('reviewDockerfile', () => {
  it('finds nothing in a Dockerfile without fault', async () => {
    const text = `# check=error=true
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
COPY dist/ ./
USER 65532:65532
CMD ["main.js"]
`;
    expect(await review(text)).toEqual({ file: 'app/Dockerfile', hadolint: 'own', findings: [] });
  });

  it('tells rule, line, severity, message and advice, in the order of the lines', async () => {
    const { findings } = await review('FROM scratch\nUSER node\nEXPOSE 80/TCP\n');
    expect(findings).toEqual([
      {
        rule: 'DL3066',
        line: 2,
        severity: 'info',
        message: 'node is known inside of the image only',
        advice: 'name the user by its number, which a cluster can check before it starts the container',
      },
      {
        rule: 'ExposeProtoCasing',
        line: 3,
        severity: 'warning',
        message: 'the protocol of 80/TCP has capitals',
        advice: 'write tcp or udp',
      },
    ]);
  });

  it.each<[string, string, string[]]>([
    ['nothing', 'FROM a\nEXPOSE 1/TCP\n', ['DL3006:1', 'ExposeProtoCasing:2']],
    ['a check', '# check=skip=ExposeProtoCasing,Other;error=true\nFROM a\nEXPOSE 1/TCP\n', ['DL3006:2']],
    ['all checks', '# check=skip=all\nFROM a\nEXPOSE 1/TCP\n', ['DL3006:2']],
    ['a rule', '# hadolint ignore=DL3007,DL3006 # on purpose\nFROM a\nFROM b\n', ['DL3006:3']],
    ['a rule everywhere', 'FROM a\nFROM b\n# hadolint global ignore=DL3006\n', []],
    [
      'a check where that is no directive',
      'FROM a:1\n# check=skip=all\nEXPOSE 1/TCP\n',
      ['ExposeProtoCasing:3'],
    ],
  ])('leaves out what the file names: %s', async (_, text, rules) => {
    expect(await rulesOf(text)).toEqual(rules);
  });

  it('says where a Dockerfile cannot be understood', async () => {
    const { findings } = await review('FROM scratch\nCOPPY a b\n');
    expect(findings).toEqual([
      {
        rule: 'DL1000',
        line: 2,
        severity: 'error',
        message: 'unknown instruction COPPY',
        advice: 'correct app/Dockerfile:2',
      },
    ]);
  });

  it('leaves the rules of hadolint to hadolint', async () => {
    const program = standIn('hadolint', JSON.stringify([finding('DL3006', 1), finding('SC2086', 2)]));
    const { hadolint, findings } = await review('FROM a AS B\nRUN $b | c\n', program);
    expect(hadolint).toBe('program');
    expect(findings).toMatchObject([
      { rule: 'StageNameCasing', line: 1 },
      { rule: 'DL3006', line: 1, severity: 'warning', message: 'found DL3006' },
      { rule: 'SC2086', line: 2, advice: 'see https://www.shellcheck.net/wiki/SC2086' },
    ]);
    expect(readFileSync(`${program}.arguments`, 'utf8')).toBe('--format\njson\n--no-fail\n-\n');
    expect(readFileSync(`${program}.input`, 'utf8')).toBe('FROM a AS B\nRUN $b | c\n');
  });

  it.each([
    ['that is not there', () => join(folder, 'absent')],
    ['that writes something else', () => standIn('broken', 'hadolint: no such option')],
    ['that writes other JSON', () => standIn('other', '{"findings": []}')],
    ['that does not understand the file', () => standIn('lost', JSON.stringify([finding('DL1000', 1)]))],
  ])('applies rules of its own instead of a hadolint %s', async (_, program) => {
    const { hadolint, findings } = await review('FROM a\n', program());
    expect({ hadolint, rules: findings.map(({ rule }) => rule) }).toEqual({
      hadolint: 'own',
      rules: ['DL3006'],
    });
  });

  it('ends when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    await expect(
      reviewDockerfile({ file: 'f', text: 'FROM a\n' }, { hadolint: standIn('slow', '[]'), signal }),
    ).rejects.toThrow(/abort/i);
  });
});
