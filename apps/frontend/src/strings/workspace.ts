export const viewStrings = {
  title: 'Your chat and todos',
  label: 'Show',
  chat: 'Chat',
  todos: 'Todos',
  changed: 'changed',
} as const;
