import { join } from 'node:path';
import { connectionPath, readConnection, type ConnectionFile } from './connection.ts';
import type { DeployRequest, Environment, ImageProvider } from './deploy-request.ts';
import { readEnvironmentFile } from './environment-file.ts';
import { fillInEnvironment } from './environment.ts';
import { DeployError } from './errors.ts';
import { createInputsProvider } from './inputs/inputs-of-unit.ts';
import { findChart, type ChartPlace } from './nx/find-chart.ts';
import { findUnits } from './nx/find-units.ts';
import { readAuthor, readCommit } from './nx/read-commit.ts';
import type { WorkspaceUnits } from './nx/read-units.ts';
import { workspaceDataFolder } from './nx/workspace-files.ts';
import type { Options } from './options.ts';
import { Recall } from './recall/recall.ts';
import type { Unit } from './unit.ts';

/** Where the workspace is: enough to read its files. */
export interface FilesSession {
  readonly workspaceRoot: string;
}

/** Where an environment is, and what its file says: enough to look at what runs. */
export interface EnvironmentSession extends FilesSession {
  readonly connection: ConnectionFile;
  readonly environment: Environment;
  readonly options: Options;
}

/** An environment, and the units that the workspace holds for it. */
export interface Session extends EnvironmentSession {
  readonly units: readonly Unit[];
  readonly commit?: string;
  /** Who deploys. */
  readonly by: string;
  /** Units that the user named; all when absent. */
  readonly only?: readonly string[];
  /** Units that the Nx command around this process named. */
  readonly named?: readonly string[] | undefined;
  /** What units are made from. */
  readonly made: Pick<WorkspaceUnits, 'inputs' | 'sharedFiles'>;
}

export interface SessionOptions {
  readonly workspaceRoot: string;
  /** Take the project graph that the Nx command around this process computed a moment ago. */
  readonly isInsideNx?: boolean;
  /** Units that it named. */
  readonly named?: readonly string[] | undefined;
}

/**
 * Reads environment and connection, without the project graph.
 *
 * @throws DeployError of any code from 60 to 67
 */
export async function openEnvironment(
  options: Options,
  { workspaceRoot, isInsideNx }: SessionOptions,
): Promise<EnvironmentSession> {
  if (options.namespace !== undefined) return bareEnvironment(options, workspaceRoot);
  return readEnvironment(options, { workspaceRoot, ...(await findChart(workspaceRoot, { isInsideNx })) });
}

const bareTimeoutMs = 300_000;

/** An environment without a workspace: what runs, by its namespace and release. There is nothing to render. */
function bareEnvironment(options: Options, workspaceRoot: string): EnvironmentSession {
  const { environment: name, namespace = '', release, timeout: timeoutMs = bareTimeoutMs } = options;
  if (release === undefined) {
    const reason = 'must be given with --namespace';
    throw new DeployError('OPTION_INVALID', { option: '--release', command: 'todo-deploy', reason });
  }
  const connection = readConnection('', { options });
  const environment = { name, namespace, release, chart: '', values: {}, timeoutMs };
  return { workspaceRoot, connection, environment, options };
}

/**
 * Reads environment, connection, units with their input hashes, and commit.
 *
 * @throws DeployError of any code from 60 to 67
 */
export async function openSession(
  options: Options,
  { workspaceRoot, isInsideNx, named }: SessionOptions,
): Promise<Session> {
  const [found, commit, by] = await Promise.all([
    findUnits(workspaceRoot, { isInsideNx }),
    readCommit(workspaceRoot),
    options.by ?? readAuthor(workspaceRoot),
  ]);
  const { units } = found;
  const only = options.unit.length > 0 ? knownUnits(options.unit, units) : undefined;
  return {
    ...readEnvironment(options, { workspaceRoot, ...found }),
    units,
    commit,
    by,
    only,
    named,
    made: found,
  };
}

interface WorkspacePlace extends ChartPlace {
  readonly workspaceRoot: string;
  readonly units?: readonly Unit[];
}

function readEnvironment(
  options: Options,
  { workspaceRoot, sharedRoot, chart, units }: WorkspacePlace,
): EnvironmentSession {
  const file = readEnvironmentFile(options.environment, join(workspaceRoot, sharedRoot, 'environments'));
  const layers = { options, environment: file.connection };
  const connection = readConnection(connectionPath(workspaceRoot), layers);
  const environment = fillInEnvironment(file, {
    chart,
    connection,
    units: units?.map(({ name }) => name),
  });
  const timeoutMs = options.timeout ?? environment.timeoutMs;
  return { workspaceRoot, connection, environment: { ...environment, timeoutMs }, options };
}

export interface SessionCall {
  readonly signal: AbortSignal;
}

/** @returns what the engine is to do, with images built when the registry lacks them */
export function toDeployRequest(session: Session, images: ImageProvider): DeployRequest {
  const { connection, environment, units, only, named, commit, by, made, options, workspaceRoot } = session;
  return {
    ...{ connection, environment, units, only, named, commit, by, images, workspaceRoot },
    evidenceFolder: join(workspaceRoot, '.todo/evidence', environment.name),
    inputsOf: createInputsProvider({ made, environment, images: imagePlaces(session) }),
    noRollback: options['no-rollback'],
    adopt: options.adopt,
    forceConflicts: options['force-conflicts'],
    recreate: options.recreate,
    noWait: options['no-wait'],
    planHash: options['plan-hash'],
  };
}

/**
 * Begins to render the chart, unless it is known what it renders to. That is another program's work and takes a tenth of a
 * second: time enough to load the rest of this one.
 */
export async function startRendering(
  { environment, units, only, workspaceRoot }: Session,
  { signal }: SessionCall,
): Promise<Pick<DeployRequest, 'rendered' | 'recall'>> {
  const file = join(workspaceDataFolder(workspaceRoot), `todo-deploy-settled-${environment.name}.json`);
  const recall = only ? undefined : await Recall.open({ file, environment, units });
  if (recall?.outline) return { recall };
  const { renderChart } = await import('./manifest/render-chart.ts');
  const rendered = renderChart({ ...environment, signal });
  // Whoever waits for it hears of its failure; until then somebody else may fail first.
  rendered.catch(() => undefined);
  return { rendered, recall };
}

/** Where the images of a session's units are looked up. */
export function imagePlaces({ connection, workspaceRoot }: Session) {
  const { registry, mirrors = {} } = connection;
  return { registry, mirrors, workspaceRoot };
}

function knownUnits(names: readonly string[], units: readonly Unit[]): readonly string[] {
  const known = units.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new DeployError('UNIT_UNKNOWN', { unit: unknown, known });
  return names;
}
