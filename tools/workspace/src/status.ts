import { runScript } from './run.ts';

/** `npm run status`: the cluster, then what runs in it. */
export async function status(words: readonly string[]): Promise<number> {
  const clusterCode = await runScript('tools/cluster/src/cli.ts', ['status', ...words]);
  if (clusterCode !== 0) return clusterCode;
  return runScript('deploy/src/cli.mjs', ['status', ...words]);
}
