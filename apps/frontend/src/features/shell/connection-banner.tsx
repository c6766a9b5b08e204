import { connectionStrings as text } from '../../strings/app.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useStore } from '../../use-store.ts';
import type { ConnectionMonitor } from './connection-monitor.ts';
import styles from './connection-banner.module.css';

/** Says that the service cannot be reached, for as long as that is so. */
export function ConnectionBanner({ connection }: { readonly connection: ConnectionMonitor }) {
  const state = useStore(connection.state);
  return (
    <div role="status" className={styles.place}>
      {state.state === 'connected' ? null : (
        <div className={styles.banner}>
          <Icon name="alert" />
          <p>
            {state.error.message} {state.state === 'lost' ? text.trying : null}
          </p>
          {state.state === 'lost' ? (
            <Button onClick={() => connection.retryNow()}>{text.tryNow}</Button>
          ) : (
            <Button onClick={() => location.reload()}>{text.reload}</Button>
          )}
        </div>
      )}
    </div>
  );
}
