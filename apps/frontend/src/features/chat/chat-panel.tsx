import { chatStrings } from '../../strings/chat.ts';
import { Button } from '../../ui/button.tsx';
import styles from './chat-panel.module.css';
import { sentTexts } from './chat-state.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import type { Chat } from './use-chat.ts';

export function ChatPanel({ chat }: { readonly chat: Chat }) {
  const { messages, isWaiting } = chat.state;
  return (
    <section className={styles.panel} aria-labelledby="chat-title">
      <header className={styles.header}>
        <h2 id="chat-title">{chatStrings.title}</h2>
        <Button look="quiet" icon="plus" disabled={messages.length === 0} onClick={() => chat.startNew()}>
          {chatStrings.newChat}
        </Button>
      </header>
      <MessageList chat={chat} />
      <Composer isWaiting={isWaiting} sent={sentTexts(chat.state)} onSend={(text) => void chat.send(text)} />
    </section>
  );
}
