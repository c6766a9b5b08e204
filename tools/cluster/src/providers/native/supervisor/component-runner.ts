import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { lastLinesOfFile } from '../../../host/last-lines.ts';
import { pause } from '../../../host/pause.ts';
import { identifyProcess } from '../../../host/process-identity.ts';
import type { ComponentStep } from '../definition.ts';
import { backoffMs, recoveredAfterMs } from './backoff.ts';
import type { StepStatus } from './cluster-status.ts';
import { waitForAnswer } from './probe.ts';

const linesKept = 5;

export interface RunnerContext {
  readonly logDir: string;
  readonly workDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** PEM of the authority that probes trust. */
  readonly authority: string;
  /** Aborted when the cluster stops: nothing is started again after that. */
  readonly stopping: AbortSignal;
  readonly onChange: (status: Partial<StepStatus>) => void;
}

/**
 * Keeps one component running: starts it, says when it answers its probe, and when it ends, however it ends, starts it
 * again after a pause that grows with each end in a row. Returns when the cluster stops and the process has ended.
 */
export async function runComponent(step: ComponentStep, context: RunnerContext): Promise<void> {
  let inRow = 0;
  let restarts = 0;
  for (;;) {
    const startedAt = Date.now();
    const end = await runOnce(step, context);
    if (context.stopping.aborted) return;
    inRow = Date.now() - startedAt > recoveredAfterMs ? 1 : inRow + 1;
    restarts += 1;
    context.onChange({
      state: 'restarting',
      process: undefined,
      restarts,
      restartsInRow: inRow,
      lastFailure: end,
      lastLines: lastLinesOfFile(logFile(step, context), linesKept),
    });
    await pause(backoffMs(inRow - 1), context.stopping);
    if (context.stopping.aborted) return;
  }
}

/** One life of the process. Returns how it ended, in words. */
async function runOnce(step: ComponentStep, context: RunnerContext): Promise<string> {
  const child = launch(step, context);
  const ended = endOf(child);
  const life = new AbortController();
  void ended.then(() => life.abort());
  context.onChange({ state: 'starting', process: child.pid ? identifyProcess(child.pid) : undefined });
  void reportReady(step, context, life.signal);
  return ended;
}

function launch(step: ComponentStep, context: RunnerContext): ChildProcess {
  const [program, ...args] = step.command;
  const log = openSync(logFile(step, context), 'a');
  try {
    return spawn(program, args, {
      cwd: context.workDir,
      env: { ...context.env, ...step.env },
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

async function reportReady(step: ComponentStep, context: RunnerContext, life: AbortSignal): Promise<void> {
  const { authority } = context;
  const isReady = await waitForAnswer(step.probe, { authority, signal: life });
  if (isReady && !life.aborted) context.onChange({ state: 'ready' });
}

function logFile(step: ComponentStep, { logDir }: RunnerContext): string {
  return join(logDir, `${step.name}.log`);
}
