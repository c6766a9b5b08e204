import { memo } from 'react';
import { chatStrings } from '../../strings/chat.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ActionCard } from './action-card.tsx';
import type { ChatMessage } from './chat-state.ts';
import { describeToolCall } from './describe-tool-call.ts';
import styles from './message-item.module.css';

interface MessageItemProps {
  readonly message: ChatMessage;
  readonly onRetry: () => void;
}

/** One message, with what the assistant did under it, or why it was not answered. */
export const MessageItem = memo(
  function MessageItem({ message, onRetry }: MessageItemProps) {
    const isOwn = message.role === 'user';
    return (
      <article className={isOwn ? styles.own : styles.assistant}>
        <h3 className="visually-hidden">{isOwn ? chatStrings.you : chatStrings.assistant}</h3>
        <p className={styles.text}>{message.text}</p>
        {message.toolCalls.length > 0 ? (
          <ul className={styles.actions}>
            {message.toolCalls.map((call, position) => (
              <li key={position}>
                <ActionCard action={describeToolCall(call)} />
              </li>
            ))}
          </ul>
        ) : null}
        {message.error ? (
          <div className={styles.failed}>
            <Problem error={message.error} />
            <Button icon="retry" onClick={onRetry}>
              {chatStrings.retry}
            </Button>
          </div>
        ) : null}
      </article>
    );
  },
  (before, after) => before.message === after.message,
);
