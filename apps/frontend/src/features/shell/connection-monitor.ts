import { isConnectionError, type FrontendError } from '../../errors.ts';
import { createStore, type Store } from '../../store.ts';

/** `outdated` needs a reload, `lost` passes by itself. */
export type ConnectionState =
  { readonly state: 'connected' } | { readonly state: 'lost' | 'outdated'; readonly error: FrontendError };

const firstRetryMs = 1000;
const lastRetryMs = 10_000;

/**
 * Watches how requests end. Once one shows that the service cannot be reached, it is asked again and again, less and
 * less often, until it answers; then those who wait for that are told.
 */
export class ConnectionMonitor {
  readonly state: Store<ConnectionState> = createStore<ConnectionState>({ state: 'connected' });
  readonly #probe: () => Promise<unknown>;
  readonly #recovered = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retryMs = firstRetryMs;

  /** @param probe asks the service for something small; its outcome must be reported here like any other */
  constructor(probe: () => Promise<unknown>) {
    this.#probe = probe;
  }

  /** Told how a request ended: undefined when it was answered. */
  report(error: FrontendError | undefined): void {
    const { state } = this.state.get();
    if (error?.code === 'PAGE_OUTDATED') this.state.set(() => ({ state: 'outdated', error }));
    else if (isConnectionError(error)) this.#lost(error);
    else if (state === 'lost') this.#connected();
  }

  /** Asks again now; also when the browser says that it is back online. */
  retryNow(): void {
    if (this.state.get().state !== 'lost') return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#probe().catch(() => undefined);
  }

  /** @returns the way to stop listening */
  onRecovered(listener: () => void): () => void {
    this.#recovered.add(listener);
    return () => this.#recovered.delete(listener);
  }

  #lost(error: FrontendError): void {
    this.state.set(() => ({ state: 'lost', error }));
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.retryNow(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  #connected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#retryMs = firstRetryMs;
    this.state.set(() => ({ state: 'connected' }));
    for (const listener of this.#recovered) listener();
  }
}
