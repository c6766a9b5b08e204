/** Why a gate is not passed. */
export interface GateFailure {
  /** What was seen, in one sentence. */
  readonly detail: string;
  /** What shows it: the last lines of a program, the start of an answer. */
  readonly evidence: readonly string[];
  /** One command or edit. */
  readonly advice: string;
  /** The folder where everything that was known of it is saved. */
  readonly bundle?: string;
}

export interface GateLimits {
  /** How long the gate may take, for messages. */
  readonly timeoutMs: number;
  /** Aborted when that time is over. */
  readonly deadline: AbortSignal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
