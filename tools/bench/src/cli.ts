#!/usr/bin/env node
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@todo/errors';
import { openBench, type Bench, type BenchOptions } from './bench.ts';
import { clusterFile } from './env.ts';
import { parseOptions, type Options } from './options.ts';
import { machineFacts } from './report/machine-facts.ts';
import { page } from './report/page.ts';
import { sectionMarkdown } from './report/section-markdown.ts';
import type { Section } from './report/section.ts';
import { scenarios } from './scenarios/scenarios.ts';

const workspaceRoot = join(import.meta.dirname, '../../..');
const resultsFile = join(workspaceRoot, 'tools/bench/results/deploy.md');
const target = 'npx nx run bench:deploy-engine';

const help = `Usage: ${target} [--scenario NAME]... [--runs N] [--output FILE]

Measures todo-deploy and other programs in turn against the cluster of the connection file, and prints minimum, median
and maximum. What it makes lies in temporary folders and namespaces of its own, which are removed in the end.

--scenario NAME  only this one; may be given several times:
${scenarios.map(({ name, summary }) => `                 ${name.padEnd(9)} ${summary}`).join('\n')}
--runs N         runs that are measured, after one that is not (default: 10)
--output FILE    where the page is written (default: tools/bench/results/deploy.md when all scenarios are run)
--help           this text

TODO_CLUSTER_FILE names another connection file than .todo/cluster.json.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const { signal, stop } = listenForEnd();
  try {
    const options = parseOptions(
      words,
      scenarios.map(({ name }) => name),
    );
    if (options.help) process.stdout.write(help);
    else await measure(options, { signal, command: [target, '--', ...words].join(' ') });
    return 0;
  } catch (error) {
    if (signal.aborted) return say('Stopped; everything that was made is removed.', 130);
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(`${error.code}  ${error.message}\n  Next: ${error.hint}\n`);
    return error.exitCode;
  } finally {
    stop();
  }
}

interface MeasureContext {
  readonly signal: AbortSignal;
  /** What was called, for the page. */
  readonly command: string;
}

async function measure(
  { scenarios: names, runs, output }: Options,
  { signal, command }: MeasureContext,
): Promise<void> {
  const file = clusterFile ?? join(workspaceRoot, '.todo', 'cluster.json');
  const benchOptions: BenchOptions = { workspaceRoot, clusterFile: file, runs, signal, say };
  const wanted = scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  const date = new Date();
  const machine = await withBench(benchOptions, machineFacts);
  const sections: Section[] = [];
  for (const { name, summary, run } of wanted) {
    say(`${name}: ${summary}`);
    const found = await withBench(benchOptions, run);
    sections.push(...found);
    say(`\n${found.map(sectionMarkdown).join('\n\n')}\n`);
  }
  const written = output ?? (names.length === 0 ? resultsFile : undefined);
  if (written === undefined) return;
  await mkdir(dirname(written), { recursive: true });
  await writeFile(written, page(sections, { date, machine, command }));
  say(`Written to ${written}`);
}

/** Removes what a scenario made also when it failed or was stopped; its own failure is the one to tell then. */
async function withBench<Result>(
  options: BenchOptions,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const bench = await openBench(options);
  const result = await work(bench).catch(async (error: unknown) => {
    await bench.close().catch((failure: unknown) => say(`Not all was removed: ${String(failure)}`));
    throw error;
  });
  await bench.close();
  return result;
}

function listenForEnd() {
  const controller = new AbortController();
  const end = () => controller.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, end);
  // Whoever read this has gone, as with `| head`.
  process.stdout.on('error', end);
  const stop = () => signals.forEach((name) => process.off(name, end));
  return { signal: controller.signal, stop };
}

function say(line: string, exitCode = 0): number {
  process.stdout.write(`${line}\n`);
  return exitCode;
}
