import { useEffect, useState } from 'react';
import type { PersonClient } from '../../api-client.ts';
import { viewStrings } from '../../strings/workspace.ts';
import { ChatPanel } from '../chat/chat-panel.tsx';
import { useChat } from '../chat/use-chat.ts';
import type { ConnectionMonitor } from '../shell/connection-monitor.ts';
import { TodoPanel } from '../todos/todo-panel.tsx';
import { countTodos } from '../todos/todos-state.ts';
import { useTodos } from '../todos/use-todos.ts';
import { ViewSwitch, type View } from './view-switch.tsx';
import styles from './workspace.module.css';

interface WorkspaceProps {
  readonly client: PersonClient;
  readonly connection: ConnectionMonitor;
}

/** Chat and list side by side; on a narrow page one of them, and the way to the other. */
export function Workspace({ client, connection }: WorkspaceProps) {
  const [view, setView] = useState<View>('chat');
  const { store, state, todos } = useTodos(client);
  const chat = useChat(client, {
    beforeTurn: () => store.settle(),
    afterTurn: () => void store.refresh({ highlight: true }),
  });
  const { load } = chat;
  const { history } = chat.state;
  useEffect(
    () =>
      connection.onRecovered(() => {
        void store.refresh();
        if (history === 'failed') void load();
      }),
    [connection, store, load, history],
  );
  return (
    <div className={styles.workspace} data-view={view}>
      <h1 className="visually-hidden">{viewStrings.title}</h1>
      <div className={styles.chat}>
        <ChatPanel chat={chat} />
      </div>
      <div className={styles.todos}>
        <TodoPanel store={store} state={state} todos={todos} />
      </div>
      <ViewSwitch
        view={view}
        onView={setView}
        pending={countTodos(todos).pending}
        hasNews={view === 'chat' && state.highlighted.length > 0}
      />
    </div>
  );
}
