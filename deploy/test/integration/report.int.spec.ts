import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TemporaryWorkspace } from '../support/temporary-workspace.ts';

const workspace = new TemporaryWorkspace();
const summary = join(workspace.root, 'summary.md');

beforeAll(() => {
  // Without a chart every command fails, before it asks for a cluster.
  const connection = { kubeconfig: 'none', context: 'none', registry: 'none:1', address: 'http://none' };
  workspace.write('.todo/cluster.json', connection);
});

afterAll(() => workspace.remove());

interface Failure {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function failing(...words: readonly string[]): Promise<Failure> {
  const error: unknown = await workspace.todoDeploy(...words).catch((failure: unknown) => failure);
  return error as Failure;
}

describe('a command that fails in a workflow of GitHub', () => {
  beforeEach(() => {
    workspace.write('summary.md', '');
    process.env['GITHUB_ACTIONS'] = 'true';
    process.env['GITHUB_STEP_SUMMARY'] = summary;
  });

  afterEach(() => {
    delete process.env['GITHUB_ACTIONS'];
    delete process.env['GITHUB_STEP_SUMMARY'];
  });

  it('is annotated, and told in the summary of the step', async () => {
    const { code, stdout } = await failing('deploy');
    expect(code).toBe(62);
    expect(stdout).toMatch(/^::error title=CHART_UNCLEAR::Workspace: no project holds .*%0ANext: .*\n$/);
    expect(readFileSync(summary, 'utf8')).toContain('## Failed: <code>CHART_UNCLEAR</code>');
  });

  it('is not annotated among lines of JSON', async () => {
    const { stdout } = await failing('deploy', '--json');
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      'stream-started',
      'deploy-failed',
    ]);
  });

  it('leaves standard output to the Markdown of a plan', async () => {
    const { stdout, stderr } = await failing('plan', '--markdown');
    expect(stdout).toBe('');
    expect(stderr).toContain('::error title=CHART_UNCLEAR::');
  });
});

describe('--report', () => {
  it('is written when a command fails too', async () => {
    await failing('deploy', '--report', 'report.md');
    expect(readFileSync(join(workspace.root, 'report.md'), 'utf8')).toContain('## Failed: ');
  });

  it('is refused before anything is done where it cannot be written', async () => {
    const { code, stderr } = await failing('deploy', '--report', 'nowhere/report.md');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^REPORT_UNWRITABLE {2}Report nowhere\/report\.md: cannot be written: ENOENT/);
  });
});
