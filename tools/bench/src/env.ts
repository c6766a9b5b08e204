import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Path of the connection file, when it is not `.todo/cluster.json` of the workspace. */
export const clusterFile = process.env['TODO_CLUSTER_FILE'] || undefined;

/** Where programs that are measured against are kept between runs. */
export const programCache = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'todo-chatbot',
  'bench',
);

/**
 * What a user's shell has: this Node, and nothing of the Nx command that the benchmark runs in, nor of the cluster meant
 * by it.
 *
 * @param own further variables
 * @param programFolders where programs are found by their names, before all others
 */
export function userEnvironment(
  own: Readonly<Record<string, string>>,
  programFolders: readonly string[] = [],
): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !inner.test(name));
  const path = [dirname(process.execPath), ...programFolders, process.env['PATH']].join(delimiter);
  return { ...Object.fromEntries(kept), PATH: path, ...own };
}

const inner = /^(NX_.*|npm_.*|NODE_OPTIONS|NODE_ENV|FORCE_COLOR|KUBECONFIG|TODO_.*|DOCKER_HOST|LERNA_.*)$/;
