#!/usr/bin/env node
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@todo/errors';
import { openBench, type Bench, type BenchOptions } from './bench.ts';
import { clusterFile } from './env.ts';
import { BenchError } from './errors.ts';
import { parseOptions, type Options } from './options.ts';
import { pages, type Page } from './pages.ts';
import { machineFacts } from './report/machine-facts.ts';
import { page as pageText } from './report/page.ts';
import { sectionMarkdown } from './report/section-markdown.ts';
import type { Section } from './report/section.ts';

const workspaceRoot = join(import.meta.dirname, '../../..');

const help = ({
  target,
  about,
  file,
  scenarios,
}: Page) => `Usage: ${target} [--scenario NAME]... [--runs N] [--output FILE]

${about}
What it makes lies in temporary folders and namespaces of its own, which are removed in the end.

--scenario NAME  only this one; may be given several times:
${scenarios.map(({ name, summary }) => `                 ${name.padEnd(9)} ${summary}`).join('\n')}
--runs N         runs that are timed, after one that is not (default: 10)
--output FILE    where the page is written (default: ${file} when all scenarios are run)
--help           this text

TODO_CLUSTER_FILE names another connection file than .todo/cluster.json.
`;

process.exitCode = await main(process.argv.slice(2));

async function main([name = '', ...words]: readonly string[]): Promise<number> {
  const { signal, stop } = listenForEnd();
  try {
    const page = findPage(name);
    const options = parseOptions(
      words,
      page.scenarios.map(({ name }) => name),
    );
    if (options.help) process.stdout.write(help(page));
    else await measure(options, { page, signal, command: commandOf(page, words) });
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

/** @throws BenchError USAGE */
function findPage(name: string): Page {
  const page = pages[name];
  if (page) return page;
  const reason = `no such page; there are ${Object.keys(pages).join(', ')}`;
  throw new BenchError('USAGE', { argument: `page '${name}'`, reason });
}

function commandOf({ target }: Page, words: readonly string[]): string {
  return [target, ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
}

interface MeasureContext {
  readonly page: Page;
  readonly signal: AbortSignal;
  /** What was called, for the page. */
  readonly command: string;
}

async function measure(
  { scenarios: names, runs, output }: Options,
  { page, signal, command }: MeasureContext,
): Promise<void> {
  const file = clusterFile ?? join(workspaceRoot, '.todo', 'cluster.json');
  const benchOptions: BenchOptions = { workspaceRoot, clusterFile: file, runs, signal, say };
  const wanted = page.scenarios.filter(({ name }) => names.length === 0 || names.includes(name));
  const date = new Date();
  const facts = await withBench(benchOptions, machineFacts);
  const machine = facts.filter(([name]) => page.facts?.includes(name) ?? true);
  const sections: Section[] = [];
  for (const { name, summary, run } of wanted) {
    say(`${name}: ${summary}`);
    const found = await withBench(benchOptions, run);
    sections.push(...found);
    say(`\n${found.map(sectionMarkdown).join('\n\n')}\n`);
  }
  const written = output ?? (names.length === 0 ? join(workspaceRoot, page.file) : undefined);
  if (written === undefined) return;
  await mkdir(dirname(written), { recursive: true });
  await writeFile(written, pageText(sections, { ...page, date, machine, command }));
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
