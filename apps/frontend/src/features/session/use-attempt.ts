import { useState } from 'react';
import { FrontendError } from '../../errors.ts';

export interface Attempt {
  readonly isTrying: boolean;
  /** Why the last attempt failed. */
  readonly error: FrontendError | undefined;
  readonly attempt: () => void;
}

/** Something a person starts that may fail: whether it is under way, and how it failed last. */
export function useAttempt(action: () => Promise<void>): Attempt {
  const [isTrying, setTrying] = useState(false);
  const [error, setError] = useState<FrontendError>();
  async function run(): Promise<void> {
    setTrying(true);
    setError(undefined);
    try {
      await action();
    } catch (caught) {
      if (!(caught instanceof FrontendError)) throw caught;
      setError(caught);
    } finally {
      setTrying(false);
    }
  }
  return { isTrying, error, attempt: () => void run() };
}
