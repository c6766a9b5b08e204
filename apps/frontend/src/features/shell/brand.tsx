import { appStrings } from '../../strings/app.ts';
import styles from './brand.module.css';

/** The app's mark: a tick that begins as a spoken line. */
export function Brand() {
  return (
    <p className={styles.brand}>
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
        <path
          className={styles.ground}
          d="M4 15a12 12 0 1 1 12 12H5.2c-.8 0-1.2-.8-.8-1.4l1.4-2.3A12 12 0 0 1 4 15z"
        />
        <path className={styles.tick} d="M10.5 15.5l4 4L22 11.5" />
      </svg>
      {appStrings.name}
    </p>
  );
}
