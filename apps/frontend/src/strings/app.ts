// Every text that a person reads is in this folder, so that further languages can be laid beside this one.
export const appStrings = {
  name: 'Todo',
  title: 'Todo, a list you can talk to',
  description: 'Say what is on your mind; the list keeps itself. Chat and todos side by side.',
  skipToContent: 'Skip to the content',
  loading: 'Loading…',
} as const;

export const connectionStrings = {
  trying: 'Trying again by itself.',
  tryNow: 'Try now',
  reload: 'Reload',
} as const;
