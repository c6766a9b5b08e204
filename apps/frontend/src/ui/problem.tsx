import styles from './problem.module.css';
import { Icon } from './icon.tsx';

interface ProblemProps {
  readonly error: { readonly message: string; readonly hint: string };
}

/** What went wrong and what to do, read out as soon as it is shown. */
export function Problem({ error }: ProblemProps) {
  return (
    <p className={styles.problem} role="alert">
      <Icon name="alert" />
      <span>
        {error.message} {error.hint}
      </span>
    </p>
  );
}
