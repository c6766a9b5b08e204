const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

export const chatStrings = {
  title: 'Chat',
  newChat: 'New chat',
  log: 'Conversation',
  earlier: 'Show earlier messages',
  composerLabel: 'Message',
  composerPlaceholder: 'What is on your mind?',
  send: 'Send',
  keys: 'Enter sends, Shift+Enter starts a new line, ↑ brings back what you wrote.',
  tooLong: (max: number) => `A message has at most ${max} characters.`,
  thinking: 'Working on it…',
  you: 'You',
  assistant: 'Assistant',
  retry: 'Try again',
  emptyTitle: 'Say it in your own words',
  emptyText: 'Add, find, change, tick off. Or start with one of these:',
  suggestions: [
    'Add a task to buy groceries',
    'I need to remember to pay bills',
    "What's pending?",
    'Show me all my tasks',
  ],
} as const;

export const actionStrings = {
  created: 'Added',
  completed: 'Completed',
  deleted: 'Deleted',
  updated: 'Changed',
  listed: (n: number) => `Looked at ${count(n, 'task', 'tasks')}`,
  failed: (tool: string) => `Did not work: ${tool}`,
  other: (tool: string) => `Used ${tool}`,
  task: (id: number) => `Task ${id}`,
} as const;
