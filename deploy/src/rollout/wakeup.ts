/** Lets one task wait until another one says that there is news. A wake before the wait counts. */
export class Wakeup {
  #isDue = false;
  #resolve: (() => void) | undefined;

  wake(): void {
    this.#isDue = true;
    this.#resolve?.();
  }

  /** Resolves at the next wake, or after `timeoutMs`; rejects with the signal's reason. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#isDue && !signal.aborted) await this.#sleep(timeoutMs, signal);
    this.#isDue = false;
    signal.throwIfAborted();
  }

  async #sleep(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#resolve = resolve;
    const timer = setTimeout(resolve, Math.min(timeoutMs, timerMax));
    const abort = () => resolve();
    signal.addEventListener('abort', abort);
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/** More than Node's timers can take ends at once. */
const timerMax = 2 ** 31 - 1;
