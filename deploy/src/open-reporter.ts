import { isGithubActions, stepSummaryFile } from './env.ts';
import { combineReporters } from './report/combine-reporters.ts';
import { createConsoleReporter, type LiveTerminal } from './report/console-reporter.ts';
import { createGithubReporter } from './report/github-reporter.ts';
import { createJsonReporter } from './report/json-reporter.ts';
import { appendToMarkdownFile, openMarkdownFile } from './report/markdown-file.ts';
import { createMarkdownReporter } from './report/markdown-reporter.ts';
import type { Reporter } from './report/reporter.ts';
import type { Terminal } from './terminal.ts';

export interface ReporterOptions {
  readonly json: boolean;
  /** Standard output is to hold a plan's Markdown and nothing else. */
  readonly markdown?: boolean;
  /** Takes the Markdown of the deploy as well. */
  readonly report?: string;
}

type Output = Pick<Terminal, 'write' | 'writeError' | 'style'>;

const framesPerSecond = 10;

/**
 * A reporter for each way in which a command is read: JSON lines, or live in a terminal, or plain lines; a file of Markdown;
 * and in a workflow of GitHub its summary and annotations.
 *
 * @throws DeployError REPORT_UNWRITABLE
 */
export function openReporter(options: ReporterOptions, output: Output): Reporter {
  const main = options.json
    ? createJsonReporter(output.write)
    : createConsoleReporter({ ...output, terminal: liveTerminal() });
  return combineReporters([main, ...githubReporters(options), ...markdownReporters(options, output)]);
}

function liveTerminal(): LiveTerminal | undefined {
  if (!process.stdout.isTTY) return undefined;
  // A terminal that nobody looks at, such as that of `script`, may say that it has none.
  const size = () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 });
  return { size, now: () => performance.now(), every };
}

/** A runner takes commands from both streams. */
function githubReporters({ json, markdown }: ReporterOptions): readonly Reporter[] {
  const stream = markdown ? process.stderr : process.stdout;
  return isGithubActions && !json ? [createGithubReporter((text) => void stream.write(text))] : [];
}

function markdownReporters({ report }: ReporterOptions, { writeError }: Output): readonly Reporter[] {
  const files = [
    ...(report ? [{ file: report, write: openMarkdownFile(report) }] : []),
    ...(stepSummaryFile ? [{ file: stepSummaryFile, write: appendToMarkdownFile(stepSummaryFile) }] : []),
  ];
  return files.map(({ file, write }) =>
    createMarkdownReporter((markdown) => {
      try {
        write(markdown);
      } catch (error) {
        // What was deployed is deployed all the same.
        writeError(
          `Report ${file}: not written: ${error instanceof Error ? error.message : String(error)}\n`,
        );
      }
    }),
  );
}

function every(tick: () => void): () => void {
  const timer = setInterval(tick, 1000 / framesPerSecond).unref();
  return () => clearInterval(timer);
}
