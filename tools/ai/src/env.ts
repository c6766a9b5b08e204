/** The connection file that the cluster tool writes, where another than the workspace's own is meant. */
export const connectionFile = process.env.TODO_CLUSTER_FILE || undefined;

/** Where programs are looked for. */
export const searchPath = process.env.PATH ?? '';

/** The environment of a program that is started from here: this one, with these changes. */
export function programEnvironment(changes: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}
