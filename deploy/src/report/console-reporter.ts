import { describeEvent } from './describe-event.ts';
import { errorBlock } from './error-block.ts';
import type { DeployEvent } from './events.ts';
import { createLiveArea, type LiveArea, type ScreenSize } from './live-area.ts';
import type { Reporter } from './reporter.ts';
import { createRunning, type Running } from './running.ts';
import type { Style } from './style.ts';

export interface ConsoleOptions {
  readonly write: (text: string) => void;
  /** Takes the error block; `write` when absent. */
  readonly writeError?: (text: string) => void;
  readonly style: Style;
  /** Given when a terminal shows the output: what goes on is then shown live, with the time it takes. */
  readonly terminal?: LiveTerminal;
}

export interface LiveTerminal {
  readonly size: () => ScreenSize;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Calls back ten times a second or so, until the function it gives is called. */
  readonly every: (tick: () => void) => () => void;
}

/** Shows events to a person: each that tells something as a line, an error as a block of its own. */
export function createConsoleReporter(options: ConsoleOptions): Reporter {
  return options.terminal ? liveReporter(options, options.terminal) : plainReporter(options);
}

function plainReporter({ write, writeError = write, style }: ConsoleOptions): Reporter {
  const evidence = createEvidence();
  const isNews = createNewsFilter();
  return {
    report(event) {
      evidence.take(event);
      if (event.type === 'deploy-failed') writeError(errorBlock(event, evidence.lines(), style));
      const line = isNews(event) ? describeEvent(event, style) : undefined;
      if (line !== undefined) write(`${line}\n`);
    },
    close: () => undefined,
  };
}

function liveReporter(options: ConsoleOptions, terminal: LiveTerminal): Reporter {
  const { write, writeError = write, style } = options;
  const area = createLiveArea({ write, size: terminal.size });
  const evidence = createEvidence();
  const running = createRunning(terminal.now, style);
  const draw = () => area.draw(running.lines());
  const stop = terminal.every(draw);
  return {
    report(event) {
      evidence.take(event);
      running.take(event);
      if (event.type === 'deploy-failed') fail(event, { area, running, style });
      if (!running.shows(event)) printLine(area, describeEvent(event, style));
      draw();
      if (event.type === 'deploy-failed') writeError(errorBlock(event, evidence.lines(), style));
    },
    close() {
      stop();
      area.draw([]);
    },
  };
}

function printLine(area: LiveArea, line: string | undefined): void {
  if (line !== undefined) area.print(`${line}\n`);
}

/** What was shown live is gone when a deploy fails; the output of a build that failed is needed then. */
function fail(
  event: { readonly code: string },
  { area, running, style }: { area: LiveArea; running: Running; style: Style },
): void {
  const kept = event.code === 'BUILD_FAILED' ? running.output() : [];
  running.clear();
  for (const each of kept) printLine(area, describeEvent(each, style));
}

/** Evidence comes with the rollout that failed, and is shown with the error that ends the deploy. */
function createEvidence(): { take: (event: DeployEvent) => void; lines: () => readonly string[] } {
  const kept: string[] = [];
  return {
    take(event) {
      if (event.type === 'rollout-failed' || event.type === 'gate-failed') kept.push(...event.evidence);
    },
    lines: () => kept,
  };
}

/** A rollout reports its state as often as the cluster does; a log needs each state once. */
function createNewsFilter(): (event: DeployEvent) => boolean {
  const last = new Map<string, string>();
  return (event) => {
    if (event.type !== 'rollout-progressed') return true;
    const isNew = last.get(event.object) !== event.status.message;
    last.set(event.object, event.status.message);
    return isNew;
  };
}
