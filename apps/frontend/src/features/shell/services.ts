import { createApiClient, type ApiClient } from '../../api-client.ts';
import type { FrontendError } from '../../errors.ts';
import { SessionStore } from '../session/session-store.ts';
import { ConnectionMonitor } from './connection-monitor.ts';

/** What one page has one of. */
export interface Services {
  readonly api: ApiClient;
  readonly session: SessionStore;
  readonly connection: ConnectionMonitor;
}

/** Wires them: how every request ends is told to the connection and, when it was refused for want of one, the session. */
export function createServices(): Services {
  const api = createApiClient({
    fetch: (input, init) => fetch(input, init),
    onOutcome: (error) => onOutcome(error),
  });
  const session = new SessionStore(api);
  const connection = new ConnectionMonitor(() => session.load());
  function onOutcome(error: FrontendError | undefined): void {
    connection.report(error);
    if (error?.code === 'SESSION_EXPIRED') session.expire();
  }
  return { api, session, connection };
}
