import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { TestRelease } from './cluster.ts';
import { McpGateway } from './mcp-gateway.ts';
import { McpServer } from './mcp-server.ts';
import { serverWords } from './mcp-session.ts';

/** Those of the suite that need no tools, resources or prompts made for it. */
const scenarios = ['server-initialize', 'ping', 'tools-list', 'resources-list', 'prompts-list'];

const program = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);

describe('the conformance suite of the protocol', () => {
  let release: TestRelease;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mcp-conformance-'));
    release = await TestRelease.open();
    release.values = { app: { replicas: 0 }, migration: { enabled: false } };
    await release.deploy();
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await release.close();
  });

  async function run(url: string, scenario: string): Promise<string> {
    const words = [program, 'server', '--url', url, '--scenario', scenario];
    const env = { ...process.env, NODE_OPTIONS: '' };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { cwd: folder, env });
    return stdout + stderr;
  }

  it.each([...scenarios, 'dns-rebinding-protection'])('passes over HTTP: %s', async (scenario) => {
    const server = await McpServer.open(release);
    const gateway = await McpGateway.toHttp(server.url);
    try {
      expect(await run(gateway.url, scenario)).toMatch(/Passed: (\d+)\/\1, 0 failed/);
    } finally {
      await gateway.close();
      await server.close();
    }
  });

  it.each(scenarios)('passes over stdio: %s', async (scenario) => {
    const gateway = await McpGateway.toProgram(serverWords(release));
    try {
      expect(await run(gateway.url, scenario)).toMatch(/Passed: (\d+)\/\1, 0 failed/);
    } finally {
      await gateway.close();
    }
  });
});
