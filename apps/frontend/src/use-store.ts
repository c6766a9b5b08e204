import { useSyncExternalStore } from 'react';
import type { Store } from './store.ts';

/** The store's value, rendered again whenever it changes. */
export function useStore<State>(store: Store<State>): State {
  return useSyncExternalStore(store.subscribe, store.get, store.get);
}
