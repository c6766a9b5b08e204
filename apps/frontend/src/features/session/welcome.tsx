import { lazy, Suspense, useState } from 'react';
import { sessionStrings as text } from '../../strings/session.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Example } from './example.tsx';
import type { SessionStore } from './session-store.ts';
import { useAttempt } from './use-attempt.ts';
import styles from './welcome.module.css';

const AccountForm = lazy(async () => ({ default: (await import('./account-form.tsx')).AccountForm }));

interface WelcomeProps {
  readonly session: SessionStore;
  readonly hasExpired: boolean;
}

/** What somebody sees who is not signed in: straight in as a guest, or with an account. */
export function Welcome({ session, hasExpired }: WelcomeProps) {
  const guest = useAttempt(() => session.continueAsGuest());
  const [mode, setMode] = useState<'sign-in' | 'sign-up'>('sign-in');
  return (
    <div className={styles.welcome}>
      <section className={styles.intro}>
        <h1>{text.welcomeTitle}</h1>
        <p className={styles.lead}>{text.welcomeText}</p>
        <Example />
        {hasExpired ? (
          <p className={styles.expired} role="status">
            {text.expired}
          </p>
        ) : null}
        <Button look="primary" className={styles.guest} disabled={guest.isTrying} onClick={guest.attempt}>
          {text.guest}
        </Button>
        <p className={styles.hint}>{text.guestHint}</p>
        {guest.error ? <Problem error={guest.error} /> : null}
      </section>
      <section className={styles.account} aria-label={text.account}>
        <h2>{mode === 'sign-in' ? text.signIn : text.signUp}</h2>
        <Suspense fallback={<Skeleton lines={5} />}>
          <AccountForm key={mode} mode={mode} session={session} />
        </Suspense>
        <Button look="quiet" onClick={() => setMode(mode === 'sign-in' ? 'sign-up' : 'sign-in')}>
          {mode === 'sign-in' ? text.noAccount : text.haveAccount}
        </Button>
      </section>
    </div>
  );
}
