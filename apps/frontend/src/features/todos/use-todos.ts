import { useEffect, useState } from 'react';
import type { PersonClient } from '../../api-client.ts';
import { useStore } from '../../use-store.ts';
import { visibleTodos, type Todo, type TodosState } from './todos-state.ts';
import { TodosStore } from './todos-store.ts';

export interface Todos {
  readonly store: TodosStore;
  readonly state: TodosState;
  readonly todos: readonly Todo[];
}

/** The person's list: read at once and whenever the page is shown again; what waits to be sent is sent when it goes away. */
export function useTodos(client: PersonClient): Todos {
  const [store] = useState(() => new TodosStore(client));
  const state = useStore(store.state);
  useEffect(() => {
    const settle = () => void store.settle();
    const refreshWhenShown = () => document.visibilityState === 'visible' && void store.refresh();
    void store.refresh();
    addEventListener('pagehide', settle);
    document.addEventListener('visibilitychange', refreshWhenShown);
    return () => {
      removeEventListener('pagehide', settle);
      document.removeEventListener('visibilitychange', refreshWhenShown);
      settle();
    };
  }, [store]);
  return { store, state, todos: visibleTodos(state) };
}
