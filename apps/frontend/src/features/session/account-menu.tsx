import type { User } from '@todo/contracts';
import { lazy, Suspense, useId, useState } from 'react';
import { sessionStrings as text } from '../../strings/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './account-menu.module.css';
import type { SessionStore } from './session-store.ts';
import { useAttempt } from './use-attempt.ts';

const AccountForm = lazy(async () => ({ default: (await import('./account-form.tsx')).AccountForm }));

interface AccountMenuProps {
  readonly session: SessionStore;
  readonly user: User;
}

/** Who is signed in, and the way out; for a guest also the way to an account. */
export function AccountMenu({ session, user }: AccountMenuProps) {
  const [open, setOpen] = useState<'keep' | 'leave'>();
  const isGuest = user.isAnonymous === true;
  const close = () => setOpen(undefined);
  return (
    <div className={styles.account}>
      {isGuest ? (
        <Button className={styles.keep} onClick={() => setOpen('keep')}>
          {text.signUpToKeep}
        </Button>
      ) : null}
      <Menu user={user} session={session} onLeave={() => setOpen('leave')} />
      {open === 'keep' ? <KeepDialog session={session} onClose={close} /> : null}
      {open === 'leave' ? <LeaveDialog session={session} onClose={close} /> : null}
    </div>
  );
}

function Menu({ session, user, onLeave }: AccountMenuProps & { readonly onLeave: () => void }) {
  const id = useId();
  const signOut = useAttempt(() => session.signOut());
  const isGuest = user.isAnonymous === true;
  const name = isGuest ? text.guestName : user.name;
  return (
    <>
      <button
        type="button"
        className={styles.trigger}
        popoverTarget={id}
        aria-label={`${text.account}: ${name}`}
      >
        <Icon name="person" />
        <span className={styles.name}>{name}</span>
        <Icon name="chevron" />
      </button>
      <div id={id} popover="auto" className={styles.menu}>
        {isGuest ? null : <p className={styles.email}>{user.email}</p>}
        <Button look="quiet" disabled={signOut.isTrying} onClick={isGuest ? onLeave : signOut.attempt}>
          {isGuest ? text.leave : text.signOut}
        </Button>
        {signOut.error ? <Problem error={signOut.error} /> : null}
      </div>
    </>
  );
}

interface DialogProps {
  readonly session: SessionStore;
  readonly onClose: () => void;
}

function KeepDialog({ session, onClose }: DialogProps) {
  const [mode, setMode] = useState<'sign-in' | 'sign-up'>('sign-up');
  return (
    <Dialog title={text.keepTitle} closeLabel={text.close} onClose={onClose}>
      <div className={styles.dialog}>
        <p>{text.keepText}</p>
        <Suspense fallback={<Skeleton lines={5} />}>
          <AccountForm key={mode} mode={mode} session={session} look="primary" />
        </Suspense>
        <Button look="quiet" onClick={() => setMode(mode === 'sign-in' ? 'sign-up' : 'sign-in')}>
          {mode === 'sign-in' ? text.noAccount : text.haveAccount}
        </Button>
      </div>
    </Dialog>
  );
}

function LeaveDialog({ session, onClose }: DialogProps) {
  const leave = useAttempt(() => session.signOut());
  return (
    <Dialog title={text.leaveTitle} closeLabel={text.close} onClose={onClose}>
      <div className={styles.dialog}>
        <p>{text.leaveText}</p>
        {leave.error ? <Problem error={leave.error} /> : null}
        <div className={styles.choices}>
          <Button onClick={onClose}>{text.stay}</Button>
          <Button look="danger" disabled={leave.isTrying} onClick={leave.attempt}>
            {text.leaveConfirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
