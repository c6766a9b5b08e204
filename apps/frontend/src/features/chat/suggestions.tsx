import { chatStrings as text } from '../../strings/chat.ts';
import styles from './suggestions.module.css';

/** For an empty chat: what one can say, ready to be sent. */
export function Suggestions({ onChoose }: { readonly onChoose: (text: string) => void }) {
  return (
    <div className={styles.empty}>
      <h3>{text.emptyTitle}</h3>
      <p>{text.emptyText}</p>
      <ul className={styles.chips}>
        {text.suggestions.map((suggestion) => (
          <li key={suggestion}>
            <button type="button" className={styles.chip} onClick={() => onChoose(suggestion)}>
              {suggestion}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
