import { AppError } from '@todo/errors';
import type { Confirm } from './confirm.ts';
import { DeployError } from './errors.ts';
import type { Options } from './options.ts';
import { errorBlock, type ErrorText } from './report/error-block.ts';
import type { DeployEvent, Report } from './report/events.ts';
import { createKnownSecrets, type KnownSecrets } from './secrets/known-secrets.ts';
import {
  openEnvironment,
  openSession,
  type EnvironmentSession,
  type FilesSession,
  type Session,
} from './session.ts';
import type { Terminal } from './terminal.ts';

/** What a command works with. */
export interface CommandContext<Opened extends FilesSession = Session> {
  readonly session: Opened;
  readonly options: Options;
  readonly report: Report;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Shows the command's result, after its events. */
  readonly print: (result: { readonly text: string; readonly json: object }) => void;
  readonly style: Terminal['style'];
  /** Absent where nobody can be asked. */
  readonly confirm?: Confirm;
  /** Whether JSON is written, not text. */
  readonly json: boolean;
  readonly drained: Terminal['drained'];
}

/** @returns the exit code where it is another than 0 */
export type Command<Opened extends FilesSession = Session> = (
  context: CommandContext<Opened>,
) => Promise<number | void>;

/**
 * A command and what it needs to know: the workspace's folder alone, where an environment is, or also what the workspace
 * holds for it.
 */
export type ScopedCommand =
  | { readonly scope: 'files'; readonly run: Command<FilesSession> }
  | { readonly scope: 'environment'; readonly run: Command<EnvironmentSession> }
  | { readonly scope?: 'workspace'; readonly run: Command };

export interface RunOptions {
  readonly options: Options;
  readonly workspaceRoot: string;
  readonly isInsideNx?: boolean;
  /** Units that the Nx command around this process named. */
  readonly named?: readonly string[];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Exit code of an error that nobody expected: the one that Node itself has for it. */
const bugExitCode = 1;

/**
 * Opens the session, runs the command in it, and shows how it ended.
 *
 * @returns the exit code
 */
export async function runCommand(command: ScopedCommand, run: RunOptions): Promise<number> {
  const { options, terminal, signal } = run;
  const { reporter, write, style } = terminal;
  const startedAt = performance.now();
  const known = createKnownSecrets();
  let isFailureShown = false;
  const report = (event: DeployEvent) => {
    isFailureShown ||= event.type === 'deploy-failed';
    reporter.report(known.maskAll(event));
  };
  try {
    const exitCode = await perform(
      command,
      { ...run, known },
      {
        options,
        report,
        signal,
        style,
        confirm: terminal.confirm,
        json: options.json,
        drained: terminal.drained,
        print({ text, json }) {
          reporter.close();
          write(options.json ? `${JSON.stringify(known.maskAll(json))}\n` : known.mask(text));
        },
      },
    );
    return exitCode ?? 0;
  } catch (error) {
    const failure = asExpected(error, run);
    const durationMs = Math.round(performance.now() - startedAt);
    if (!isFailureShown) report({ type: 'deploy-failed', ...textOf(failure), durationMs });
    return failure instanceof AppError ? failure.exitCode : bugExitCode;
  } finally {
    reporter.close();
  }
}

async function perform(
  command: ScopedCommand,
  run: RunOptions & { readonly known: KnownSecrets },
  context: Omit<CommandContext, 'session'>,
): Promise<number | void> {
  if (command.scope === 'files') {
    return command.run({ ...context, session: { workspaceRoot: run.workspaceRoot } });
  }
  if (command.scope === 'environment') {
    const session = await openEnvironment(run.options, run);
    run.known.learnValues(session.environment.values);
    return command.run({ ...context, session });
  }
  const session = await openSession(run.options, run);
  run.known.learnValues(session.environment.values);
  return command.run({ ...context, session });
}

/**
 * Shows an error that came before there was a session, such as an unknown option.
 *
 * @returns the exit code
 */
export function showError(error: unknown, terminal: Pick<Terminal, 'writeError' | 'style'>): number {
  terminal.writeError(errorBlock(textOf(error), [], terminal.style));
  return error instanceof AppError ? error.exitCode : bugExitCode;
}

/** What was stopped half-way by Ctrl-C ends with errors of many kinds. */
function asExpected(error: unknown, { signal, options }: RunOptions): unknown {
  if (!signal.aborted || error instanceof AppError) return error;
  const state = 'nothing was written to the cluster';
  return new DeployError('DEPLOY_CANCELLED', { environment: options.environment, state }, error);
}

function textOf(error: unknown): ErrorText {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: 'BUG',
    message: `todo-deploy: this is a bug: ${message}`,
    hint: 'report it with this text, and what you did before',
  };
}
