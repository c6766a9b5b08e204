'use client';

import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { appStrings } from '../../strings/app.ts';
import { loadWireSchemas } from '../../send-request.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useStore } from '../../use-store.ts';
import { AccountMenu } from '../session/account-menu.tsx';
import type { SessionState } from '../session/session-store.ts';
import { Welcome } from '../session/welcome.tsx';
import styles from './app.module.css';
import { Brand } from './brand.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { createServices, type Services } from './services.ts';

const Workspace = lazy(async () => ({ default: (await loadWorkspace()).Workspace }));

/** The page: who is signed in decides what it shows. */
export function App() {
  const [services] = useState(createServices);
  const session = useStore(services.session.state);
  const content = useFocusOnChange(session.state);
  useStart(services);
  return (
    <>
      <a href="#content" className={`visually-hidden ${styles.skip}`}>
        {appStrings.skipToContent}
      </a>
      <header className={styles.bar}>
        <Brand />
        {session.state === 'signed-in' ? (
          <AccountMenu key={session.user.id} session={services.session} user={session.user} />
        ) : null}
      </header>
      <ConnectionBanner connection={services.connection} />
      <main ref={content} id="content" className={styles.content} tabIndex={-1}>
        <Content services={services} session={session} />
      </main>
    </>
  );
}

function Content({ services, session }: { readonly services: Services; readonly session: SessionState }) {
  switch (session.state) {
    case 'loading':
      return <Loading />;
    case 'signed-out':
      return <Welcome session={services.session} hasExpired={session.hasExpired} />;
    case 'signed-in':
      return (
        <Suspense fallback={<Loading />}>
          <Workspace
            key={session.user.id}
            client={services.api.of(session.user.id)}
            connection={services.connection}
          />
        </Suspense>
      );
    default:
      return session satisfies never;
  }
}

function Loading() {
  return (
    <div className={styles.loading}>
      <p className="visually-hidden" role="status">
        {appStrings.loading}
      </p>
      <div className={styles.aside}>
        <Skeleton lines={4} />
      </div>
      <div className={styles.panel}>
        <Skeleton lines={7} />
      </div>
    </div>
  );
}

/** Who signs in or out has just used a button that is gone: the focus goes on to what came in its place. */
function useFocusOnChange(state: SessionState['state']) {
  const content = useRef<HTMLElement>(null);
  const known = useRef(state);
  useEffect(() => {
    if (known.current !== 'loading' && known.current !== state) content.current?.focus();
    known.current = state;
  }, [state]);
  return content;
}

/** Asks who is signed in; meanwhile the scripts are loaded that come next, whatever the answer. */
function useStart({ session, connection }: Services): void {
  useEffect(() => {
    const load = () => void session.load().catch(() => undefined);
    const retry = () => connection.retryNow();
    void Promise.allSettled([loadWireSchemas(), loadWorkspace()]);
    load();
    addEventListener('online', retry);
    document.addEventListener('visibilitychange', retry);
    return () => {
      removeEventListener('online', retry);
      document.removeEventListener('visibilitychange', retry);
    };
  }, [session, connection]);
}

function loadWorkspace() {
  return import('../workspace/workspace.tsx');
}
