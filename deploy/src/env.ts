import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Path of the connection file, when it is not `.todo/cluster.json` of the workspace. */
export const clusterFile = nonEmpty(process.env.TODO_CLUSTER_FILE);

/** Kubeconfig files as kubectl reads them; the first that is named. */
export const kubeconfigFile = nonEmpty(process.env.KUBECONFIG?.split(':')[0]);

/** Where programs keep what they can make again. */
export const userCache = nonEmpty(process.env.XDG_CACHE_HOME) ?? join(homedir(), '.cache');

/** What clients of the MCP server over HTTP must send. */
export const mcpToken = nonEmpty(process.env.TODO_DEPLOY_MCP_TOKEN);

/** The file that holds it, where it is not in the environment. */
export const mcpTokenFile = nonEmpty(process.env.TODO_DEPLOY_MCP_TOKEN_FILE);

/** The language model that the user's environment names, for OpenAI's own programs and all like them. */
export const modelVariables = {
  key: nonEmpty(process.env.OPENAI_API_KEY),
  url: nonEmpty(process.env.OPENAI_BASE_URL),
  name: nonEmpty(process.env.OPENAI_MODEL),
};

/** What the user wants of colours. `NO_COLOR` (no-color.org) wins. */
export const colorWish = readColorWish(process.env);

/** Whether a workflow of GitHub runs this. */
export const isGithubActions = process.env.GITHUB_ACTIONS === 'true';

/** Where a step of that workflow puts the Markdown that GitHub shows of it. */
export const stepSummaryFile = isGithubActions ? nonEmpty(process.env.GITHUB_STEP_SUMMARY) : undefined;

/**
 * Makes Nx, loaded into this process afterwards, see the workspace as its own commands do: no daemon, no process per
 * plugin, and task variables from `.env` files. What the user has set stays.
 *
 * @param workspaceRoot the folder that holds nx.json
 */
export function prepareForNx(workspaceRoot: string): void {
  process.env.NX_WORKSPACE_ROOT_PATH = workspaceRoot;
  process.env.NX_DAEMON = 'false';
  process.env.NX_ISOLATE_PLUGINS ??= 'false';
  process.env.NX_LOAD_DOT_ENV_FILES ??= 'true';
}

/**
 * The whole environment but what is another for each command: one text, to tell whether anything changed in it. It may
 * hold secrets, and is for hashing alone.
 */
export function environmentText(): string {
  const entries = Object.entries(process.env).filter(([name]) => !isOfOneCommand(name));
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether shells, package managers, Nx and terminals set a variable anew for each command. */
export function isOfOneCommand(name: string): boolean {
  return ofOuterTask.test(name) || ofShell.test(name);
}

const ofShell = /^(_|PWD|OLDPWD|SHLVL|PATH|COLUMNS|LINES|INIT_CWD|NODE|FORCE_COLOR|npm_.*)$/;

/** Where a program is looked for that is given by its name alone. */
export function programFolders(): readonly string[] {
  return (process.env.PATH ?? '').split(delimiter).filter(Boolean);
}

/** What the user has set for helm, as one text; for hashing alone. */
export function helmVariables(): string {
  return JSON.stringify(Object.entries(process.env).filter(([name]) => name.startsWith('HELM_')));
}

/** Variables that every program needs. */
export function programVariables(): Readonly<Record<string, string>> {
  return givenVariables(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']);
}

/** These variables, as far as they are set. */
export function givenVariables(names: readonly string[]): Readonly<Record<string, string>> {
  const entries = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Makes Nx take the project graph that the Nx command around this process has just written. */
export function reuseProjectGraph(): void {
  process.env.NX_FORCE_REUSE_CACHED_GRAPH = 'true';
}

/**
 * The environment for an Nx command started from here, also when this process is itself a task of Nx: what Nx says
 * about that task is left out. Without colours and a summary on GitHub: its output is shown by reporters, which have their
 * own.
 */
export function nxEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !ofOuterTask.test(name));
  return {
    ...Object.fromEntries(kept),
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
    FORCE_COLOR: '0',
  };
}

const ofOuterTask =
  /^(NX_TASK_.*|NX_FORKED_TASK_EXECUTOR|NX_TERMINAL_.*|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_INVOCATION_ROOT_PID|NX_CLI_SET|NX_FORCE_REUSE_CACHED_GRAPH|LERNA_PACKAGE_NAME|NO_COLOR|GITHUB_STEP_SUMMARY)$/;

function readColorWish({ NO_COLOR, FORCE_COLOR, NX_FORKED_TASK_EXECUTOR }: NodeJS.ProcessEnv) {
  if (nonEmpty(NO_COLOR)) return 'never';
  const isOfNx = NX_FORKED_TASK_EXECUTOR === 'true' && FORCE_COLOR === 'true';
  // Nx asks its tasks for colours whatever it writes to itself.
  return nonEmpty(FORCE_COLOR) && FORCE_COLOR !== '0' && !isOfNx ? 'always' : 'when-terminal';
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
