import { useId, useState, type FormEvent, type KeyboardEvent } from 'react';
import { chatStrings as text } from '../../strings/chat.ts';
import { IconButton } from '../../ui/button.tsx';
import { chatMessageMax } from '../../wire-schemas.ts';
import styles from './composer.module.css';
import { recall } from './recall.ts';

interface ComposerProps {
  readonly isWaiting: boolean;
  /** What was sent before, newest first. */
  readonly sent: readonly string[];
  readonly onSend: (text: string) => void;
}

const draft = { position: -1, text: '' } as const;

/** Where a message is written. What was sent can be brought back with the arrow keys, as in a shell. */
export function Composer({ isWaiting, sent, onSend }: ComposerProps) {
  const hintId = useId();
  const [current, setCurrent] = useState<{ position: number; text: string }>(draft);
  const isSendable = current.text.trim() !== '' && current.text.length <= chatMessageMax && !isWaiting;

  function send(): void {
    if (!isSendable) return;
    onSend(current.text.trim());
    setCurrent(draft);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    send();
  }

  function press(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
      return;
    }
    const step = arrowStep(event.key);
    const isRecallable = current.text === '' || current.position >= 0;
    const recalled = step && isRecallable ? recall(sent, current.position, step) : undefined;
    if (!recalled) return;
    event.preventDefault();
    setCurrent(recalled);
  }

  return (
    <form className={styles.composer} onSubmit={submit}>
      <textarea
        className={styles.field}
        rows={1}
        value={current.text}
        placeholder={text.composerPlaceholder}
        aria-label={text.composerLabel}
        aria-describedby={hintId}
        enterKeyHint="send"
        onChange={(event) => setCurrent({ position: -1, text: event.target.value })}
        onKeyDown={press}
      />
      <IconButton type="submit" icon="send" label={text.send} look="primary" disabled={!isSendable} />
      <p id={hintId} className={current.text.length > chatMessageMax ? styles.tooLong : 'visually-hidden'}>
        {current.text.length > chatMessageMax ? text.tooLong(chatMessageMax) : text.keys}
      </p>
    </form>
  );
}

function arrowStep(key: string): 'older' | 'newer' | undefined {
  if (key === 'ArrowUp') return 'older';
  return key === 'ArrowDown' ? 'newer' : undefined;
}
