export interface RequestLoop {
  /** Stops sending, waits for what is under way, and gives the account. */
  stop(): Promise<RequestLoopResult>;
}

export interface RequestLoopResult {
  readonly sent: number;
  /** One line per request that failed: when, and its status or error. */
  readonly failures: readonly string[];
}

export interface RequestLoopOptions {
  readonly perSecond: number;
  readonly isFailure?: (status: number) => boolean;
}

/**
 * Sends GET requests at a fixed rate, whether or not earlier ones have been answered (an open loop), until stopped.
 * It stops by itself after five minutes.
 */
export function startRequestLoop(url: string, options: RequestLoopOptions): RequestLoop {
  const isFailure = options.isFailure ?? ((status) => status >= 400);
  const failures: string[] = [];
  const underWay = new Set<Promise<void>>();
  let sent = 0;
  const startedAt = performance.now();

  const send = async () => {
    const at = ((performance.now() - startedAt) / 1000).toFixed(2);
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
      await response.arrayBuffer();
      if (isFailure(response.status)) failures.push(`${at} s: status ${response.status}`);
    } catch (error) {
      failures.push(`${at} s: ${describe(error)}`);
    }
  };
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1000) * options.perSecond);
    for (; sent < due; sent++) {
      const request = send().finally(() => underWay.delete(request));
      underWay.add(request);
    }
    if (performance.now() - startedAt > longestMs) clearInterval(timer);
  }, 5);

  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return { sent, failures };
    },
  };
}

const longestMs = 300_000;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
