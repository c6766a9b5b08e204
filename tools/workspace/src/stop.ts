import { runScript } from './run.ts';

/** `npm stop`: ends the cluster that `npm start` started; its data stays unless `--purge` is given. */
export function stop(words: readonly string[]): Promise<number> {
  return runScript('tools/cluster/src/cli.ts', ['down', ...words]);
}
