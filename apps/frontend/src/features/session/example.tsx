import { sessionStrings as text } from '../../strings/session.ts';
import styles from './example.module.css';

/** The app in one glance: something said, and the line that it became. */
export function Example() {
  return (
    <div className={styles.example} aria-hidden="true">
      <p className={styles.said}>{text.exampleSaid}</p>
      <p className={styles.line}>
        <span className={styles.number}>1</span>
        <span className={styles.box} />
        <span className={styles.marked}>{text.exampleTodo}</span>
      </p>
    </div>
  );
}
