import { useRef, type FormEvent } from 'react';
import { sessionStrings as text } from '../../strings/session.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { passwordMax, passwordMin } from '../../wire-schemas.ts';
import styles from './account-form.module.css';
import type { SessionStore } from './session-store.ts';
import { useAttempt } from './use-attempt.ts';

interface AccountFormProps {
  readonly mode: 'sign-in' | 'sign-up';
  readonly session: SessionStore;
  /** How much its button stands out. */
  readonly look?: 'primary' | 'plain';
}

/** Email and password, and for a new account a name. The browser checks the fields, the server has the last word. */
export function AccountForm({ mode, session, look = 'plain' }: AccountFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const isNew = mode === 'sign-up';
  const { isTrying, error, attempt } = useAttempt(async () => {
    if (!form.current) return;
    const fields = readFields(form.current);
    await (isNew
      ? session.signUp(fields)
      : session.signIn({ email: fields.email, password: fields.password }));
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    attempt();
  }
  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      {isNew ? (
        <TextField label={text.name} name="name" autoComplete="name" required maxLength={100} />
      ) : null}
      <TextField label={text.email} name="email" type="email" autoComplete="email" required />
      <TextField
        label={text.password}
        name="password"
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        minLength={passwordMin}
        maxLength={passwordMax}
        {...(isNew ? { hint: text.passwordHint(passwordMin) } : {})}
      />
      {error ? <Problem error={error} /> : null}
      <Button type="submit" look={look} disabled={isTrying}>
        {isNew ? text.signUp : text.signIn}
      </Button>
    </form>
  );
}

function readFields(form: HTMLFormElement): { name: string; email: string; password: string } {
  const data = new FormData(form);
  const read = (name: string): string => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  return { name: read('name').trim(), email: read('email').trim(), password: read('password') };
}
