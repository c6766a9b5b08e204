import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ToolCalled } from './call-tool.ts';

const bytesMax = 1_000_000;

/** Where the calls of an environment's tools are written down, in a workspace. */
export function callFile(workspaceRoot: string, environment: string): string {
  return join(workspaceRoot, '.todo/calls', `${environment}.jsonl`);
}

/** Appends a call; of a file that has grown large the former one is kept beside it. */
export function writeCall(file: string, call: ToolCalled): void {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > bytesMax) renameSync(file, formerFile(file));
  appendFileSync(file, `${JSON.stringify(call)}\n`, { mode: 0o600 });
}

/** @returns the calls that are kept, oldest first; of a line that was not finished nothing */
export function readCalls(file: string): readonly ToolCalled[] {
  const files = [formerFile(file), file].filter((each) => existsSync(each));
  return files.flatMap((each) => callsIn(readFileSync(each, 'utf8').split('\n')));
}

/** The calls among lines of JSON and others. */
export function callsIn(lines: readonly string[]): readonly ToolCalled[] {
  return lines.flatMap((line) => {
    const call = parse(line);
    return call?.type === 'tool-called' ? [call] : [];
  });
}

function formerFile(file: string): string {
  return `${file}.1`;
}

function parse(line: string): ToolCalled | undefined {
  try {
    return JSON.parse(line) as ToolCalled;
  } catch {
    return undefined;
  }
}
