/** Exit code of a program that SIGINT ended, as shells count it. */
const interruptedExitCode = 130;

export interface Cancellation {
  readonly signal: AbortSignal;
  /** Gives SIGINT and SIGTERM their usual meaning back. */
  readonly stop: () => void;
}

/**
 * Turns Ctrl-C, and SIGTERM, into an abort: what is under way finishes its current write and says what it leaves
 * behind. The second one ends the process at once.
 *
 * @param onFirst tells the user that it was heard
 */
export function listenForCancellation(onFirst: () => void): Cancellation {
  const controller = new AbortController();
  const cancel = () => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', cancel).on('SIGTERM', cancel);
  return {
    signal: controller.signal,
    stop: () => void process.off('SIGINT', cancel).off('SIGTERM', cancel),
  };
}
