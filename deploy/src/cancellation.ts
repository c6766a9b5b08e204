/** Exit code of a program that SIGINT ended, as shells count it. */
const interruptedExitCode = 130;

/** One Ctrl-C may come twice: from the terminal, and handed on by npm. A person takes longer. */
const samePressMs = 300;

export interface Cancellation {
  readonly signal: AbortSignal;
  /** Gives SIGINT and SIGTERM their usual meaning back. */
  readonly stop: () => void;
}

/**
 * Turns Ctrl-C, and SIGTERM, into an abort: what is under way finishes its current write and says what it leaves
 * behind. A second Ctrl-C ends the process at once; a SIGTERM after it does not, as Nx sends one to its tasks.
 *
 * @param onFirst tells the user that it was heard
 */
export function listenForCancellation(onFirst: () => void): Cancellation {
  const controller = new AbortController();
  let firstAt = 0;
  const cancel = () => {
    if (controller.signal.aborted) return;
    firstAt = performance.now();
    onFirst();
    controller.abort();
  };
  const interrupt = () => {
    if (controller.signal.aborted && performance.now() - firstAt > samePressMs)
      process.exit(interruptedExitCode);
    cancel();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', cancel);
  return {
    signal: controller.signal,
    stop: () => void process.off('SIGINT', interrupt).off('SIGTERM', cancel),
  };
}
