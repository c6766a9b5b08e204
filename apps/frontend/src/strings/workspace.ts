export const viewStrings = { label: 'Show', chat: 'Chat', todos: 'Todos', changed: 'changed' } as const;
