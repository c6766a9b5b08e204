import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from './browser.ts';
import { parseArgs } from 'node:util';
import { WorkspaceError } from './errors.ts';
import { lint, type Scope } from './lint.ts';
import { runScript, runTool, workspaceRoot } from './run.ts';
import { addUp, readCounts, resultsFolder, type Level, type StageEnd } from './test-counts.ts';

/** A cluster of its own: neither meets nor disturbs the one that `npm start` left running. */
const clusterName = 'test';
const clusterFile = join(workspaceRoot, '.todo/test-cluster.json');

/**
 * `npm test`: sets up what the tests need, runs every level, removes it again, and ends with what failed and
 * `N passed, N failed`. A stage that fails does not keep the later ones from running.
 */
export async function test(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const scope = readScope(words);
  rmSync(resultsFolder, { recursive: true, force: true });
  const ends: StageEnd[] = [];
  try {
    for (const stage of stagesOf(scope)) {
      const { exitCode } = await run(stage, ends);
      if (exitCode === cancelledExitCode || (stage.isNeeded && exitCode !== 0)) break;
    }
  } finally {
    await run({ name: 'tear-down', action: tearDown }, ends);
  }
  const { passed, failures } = addUp(ends, readCounts());
  for (const failure of failures) console.log(`\nFAILED  ${failure}`);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  if (ends.some(({ exitCode }) => exitCode === cancelledExitCode)) return cancelledExitCode;
  return failures.length === 0 ? 0 : 1;
}

/** What programs end with that Ctrl-C stopped. */
const cancelledExitCode = 130;

interface Stage {
  readonly name: string;
  readonly action: () => Promise<number>;
  readonly level?: Level;
  /** Whether those behind it cannot do without it. */
  readonly isNeeded?: boolean;
}

function stagesOf(scope: Scope): readonly Stage[] {
  return [
    { name: 'lint', action: () => lint(scope) },
    { name: 'unit', level: 'unit', action: () => nx('test', scope) },
    { name: 'set-up', action: setUp, isNeeded: true },
    { name: 'integration', level: 'integration', action: () => nx('test-integration', scope) },
    { name: 'end-to-end', level: 'e2e', action: () => nx('e2e', scope) },
  ];
}

const usage = `npm test

Lint, types, unused code, unit, integration, cluster and browser tests, in that order; what they need is set up first
(dependencies, Chromium, a cluster named "${clusterName}") and removed at the end. Closes with a line for each test that
failed, and one line: N passed, N failed.
Ctrl-C ends the stage that runs, starts no other, and removes what was set up.

  --base COMMIT   only what changed since that commit affects (nx affected)

Examples
  npm test
  npm test -- --base main
  npx nx run backend:test
`;

/** Times a stage, says how it ended, and adds that to the ends. */
async function run({ name, action, level }: Stage, ends: StageEnd[]): Promise<StageEnd> {
  console.log(`\n━━ ${name}`);
  const startedAt = performance.now();
  const exitCode = await action();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `━━ ${name} ${exitCode === 0 ? 'passed' : `FAILED with exit code ${exitCode}`} in ${seconds} s`,
  );
  const end = { name, exitCode, level };
  ends.push(end);
  return end;
}

async function setUp(): Promise<number> {
  const env = { TODO_CLUSTER_FILE: clusterFile };
  const browser = await ensureBrowser();
  console.log(`browser  ${browser}`);
  const up = await runScript('tools/cluster/src/cli.ts', ['up', '--name', clusterName], { env });
  if (up !== 0) return up;
  const standIns = await runScript('tools/stand-ins/src/cli.ts', ['ensure'], { env });
  return standIns === 0 ? runScript('deploy/src/cli.mjs', ['deploy'], { env }) : standIns;
}

function tearDown(): Promise<number> {
  const env = { TODO_CLUSTER_FILE: clusterFile };
  return runScript('tools/cluster/src/cli.ts', ['down', '--name', clusterName, '--purge'], { env });
}

/** `--base COMMIT` as Nx's words; without it, every project. */
function readScope(words: readonly string[]): Scope {
  try {
    const { values } = parseArgs({ args: [...words], options: { base: { type: 'string' } } });
    return values.base ? ['affected', `--base=${values.base}`] : ['run-many'];
  } catch (error) {
    throw new WorkspaceError('OPTION_UNKNOWN', { command: 'npm test', words: words.join(' ') }, error);
  }
}

/** Specs are spread over two processes; clusters and browsers are used by one project at a time. */
function nx(target: 'test' | 'test-integration' | 'e2e', scope: Scope): Promise<number> {
  const parallel = target === 'test' ? '2' : '1';
  const words = [...scope, '-t', target, '--parallel', parallel, '--output-style', 'static'];
  return runTool('nx', words, { env: testEnvironment() });
}

/** What the tests know of the cluster; before the set-up, nothing. */
function testEnvironment(): Readonly<Record<string, string>> {
  if (!existsSync(clusterFile)) return {};
  const cluster = JSON.parse(readFileSync(clusterFile, 'utf8')) as Record<string, string>;
  return {
    TODO_CLUSTER_FILE: clusterFile,
    TODO_TEST_KUBECONFIG: cluster.kubeconfig ?? '',
    TODO_TEST_CONTEXT: cluster.context ?? '',
    TODO_TEST_REGISTRY: cluster.registry ?? '',
    TODO_TEST_ADDRESS: cluster.address ?? '',
  };
}
