/** Environment of every program that the root scripts start: Nx without daemon, cloud, or a process per plugin. */
export function programEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_TUI: 'false', ...extra };
}

/** A browser named by the user, for machines where it is not on the PATH. */
export const browserPath = process.env.TODO_CHROMIUM;

/** Where programs are looked for. */
export const searchPath = process.env.PATH ?? '';

/** The connection file that the cluster tool writes, where another than the workspace's own is meant. */
export const connectionFile = process.env.TODO_CLUSTER_FILE;
