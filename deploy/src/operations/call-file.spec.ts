import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callFile, readCalls, writeCall } from './call-file.ts';
import type { ToolCalled } from './call-tool.ts';

const call = (tool: string): ToolCalled => ({
  type: 'tool-called',
  at: '2026-01-01T00:00:00.000Z',
  caller: 'somebody via a client',
  tool,
  arguments: {},
  outcome: 'answered',
  result: 'ok',
  resultBytes: 2,
  durationMs: 1,
});

describe('the file of calls', () => {
  let root: string;
  let file: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'todo-deploy-'));
    file = callFile(root, 'local');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it('gives back what was written, oldest first, and is for its owner alone', () => {
    writeCall(file, call('status'));
    writeCall(file, call('plan'));
    expect(readCalls(file).map(({ tool }) => tool)).toEqual(['status', 'plan']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is empty where nothing was called', () => expect(readCalls(file)).toEqual([]));

  it('leaves out a line that was not finished, and lines that are no calls', () => {
    writeCall(file, call('status'));
    appendFileSync(file, 'not JSON\n{"type":"note","message":"hello"}\n{"type":"tool-ca');
    expect(readCalls(file)).toHaveLength(1);
  });

  it('keeps the former file when it has grown large', () => {
    writeCall(file, call('status'));
    writeFileSync(file, `${readFileSync(file, 'utf8')}${' '.repeat(1_000_001)}\n`);
    writeCall(file, call('plan'));
    expect(statSync(file).size).toBeLessThan(1_000);
    expect(readCalls(file).map(({ tool }) => tool)).toEqual(['status', 'plan']);
  });
});
