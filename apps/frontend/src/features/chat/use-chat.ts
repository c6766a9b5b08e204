import { useEffect, useState } from 'react';
import type { PersonClient } from '../../api-client.ts';
import { useStore } from '../../use-store.ts';
import type { ChatState } from './chat-state.ts';
import { ChatStore, type ChatOptions } from './chat-store.ts';

/** All that the chat's components know of where messages come from and go to. */
export interface Chat {
  readonly state: ChatState;
  readonly load: () => Promise<void>;
  readonly loadEarlier: () => Promise<void>;
  readonly startNew: () => void;
  readonly send: (text: string) => Promise<void>;
  readonly retry: (key: string) => Promise<void>;
}

/** The person's chat, with the conversation that was used last brought back. */
export function useChat(client: PersonClient, options: ChatOptions): Chat {
  const [store] = useState(() => new ChatStore(client, options));
  const [actions] = useState(() => ({
    load: () => store.load(),
    loadEarlier: () => store.loadEarlier(),
    startNew: () => store.startNew(),
    send: (text: string) => store.send(text),
    retry: (key: string) => store.retry(key),
  }));
  const state = useStore(store.state);
  useEffect(() => void store.load(), [store]);
  return { ...actions, state };
}
