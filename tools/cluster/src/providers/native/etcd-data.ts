import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../../host/write-file.ts';
import type { Layout } from './layout.ts';

/**
 * etcd that was killed during its very first start leaves a folder in which it waits for ever for members that it never
 * wrote down. So a mark is set once it has answered, before anything is stored in it; a folder without it is worthless.
 */
export function markEtcdDataUsable(layout: Layout): void {
  writeFileAtomically(markOf(layout), '');
}

/** Removes what a first start that was killed left; to be called while etcd does not run. */
export function discardUnusableEtcdData(layout: Layout): void {
  if (!existsSync(markOf(layout))) rmSync(etcdDir(layout), { recursive: true, force: true });
}

export function etcdDir({ varDir }: Layout): string {
  return join(varDir, 'etcd');
}

function markOf({ varDir }: Layout): string {
  return join(varDir, 'etcd-usable');
}
