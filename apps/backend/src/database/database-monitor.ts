// Knows whether the database can be used, without asking it while all goes well: a probe runs at the start and after a
// failure, and is repeated until it succeeds. So health probes cost no SQL, and an idle serverless database may sleep.
import type { ConnectionFault } from './connection-fault.ts';

export type DatabaseState =
  | { readonly state: 'unknown' }
  | { readonly state: 'available'; readonly schemaVersion: number }
  | { readonly state: 'schema-out-of-range'; readonly reason: string }
  | { readonly state: 'unavailable'; readonly fault: ConnectionFault };

export interface DatabaseMonitorOptions {
  /** Asks the database once; never rejects. */
  readonly probe: () => Promise<DatabaseState>;
  /** Between a probe that found it unusable and the next. */
  readonly intervalMs: number;
  readonly onChange: (state: DatabaseState) => void;
}

export class DatabaseMonitor {
  readonly #options: DatabaseMonitorOptions;
  #state: DatabaseState = { state: 'unknown' };
  #running: Promise<DatabaseState> | undefined;
  #next: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: DatabaseMonitorOptions) {
    this.#options = options;
  }

  get state(): DatabaseState {
    return this.#state;
  }

  /** Probes the database, and until it is usable again and again. Calls during a probe share its result. */
  check(): Promise<DatabaseState> {
    this.#running ??= this.#probe().finally(() => (this.#running = undefined));
    return this.#running;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#next);
  }

  async #probe(): Promise<DatabaseState> {
    clearTimeout(this.#next);
    const before = this.#state;
    this.#state = await this.#options.probe();
    if (this.#isStopped) return this.#state;
    if (JSON.stringify(this.#state) !== JSON.stringify(before)) this.#options.onChange(this.#state);
    if (this.#state.state !== 'available') {
      this.#next = setTimeout(() => void this.check(), this.#options.intervalMs);
    }
    return this.#state;
  }
}
