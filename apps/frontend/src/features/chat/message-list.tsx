import { useEffect, useRef } from 'react';
import { chatStrings } from '../../strings/chat.ts';
import { Button } from '../../ui/button.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { MessageItem } from './message-item.tsx';
import styles from './message-list.module.css';
import { Suggestions } from './suggestions.tsx';
import type { Chat } from './use-chat.ts';

/** The conversation; new messages are read out and scrolled into view. */
export function MessageList({ chat }: { readonly chat: Chat }) {
  const { history, messages, earlierThan, isWaiting } = chat.state;
  const end = useRef<HTMLDivElement>(null);
  const lastKey = messages.at(-1)?.key;
  useEffect(() => {
    if (lastKey !== undefined) end.current?.scrollIntoView({ block: 'end' });
  }, [lastKey, isWaiting]);
  const isEmpty = history === 'loaded' && messages.length === 0;
  return (
    <div className={styles.scroller}>
      {history === 'loading' ? <Skeleton lines={3} /> : null}
      {isEmpty ? <Suggestions onChoose={(text) => void chat.send(text)} /> : null}
      {earlierThan === undefined ? null : (
        <Button look="quiet" className={styles.earlier} onClick={() => void chat.loadEarlier()}>
          {chatStrings.earlier}
        </Button>
      )}
      <div
        className={styles.log}
        role="log"
        aria-label={chatStrings.log}
        aria-live={history === 'loading' ? 'off' : 'polite'}
        tabIndex={messages.length > 0 ? 0 : -1}
      >
        {messages.map((message) => (
          <MessageItem key={message.key} message={message} onRetry={() => void chat.retry(message.key)} />
        ))}
      </div>
      {isWaiting ? <Waiting /> : null}
      <div ref={end} className={styles.end} />
    </div>
  );
}

function Waiting() {
  return (
    <p className={styles.waiting} role="status">
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className="visually-hidden">{chatStrings.thinking}</span>
    </p>
  );
}
