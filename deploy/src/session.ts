import { join } from 'node:path';
import { connectionPath, readConnection, type ConnectionFile } from './connection.ts';
import type { DeployContext, DeployRequest, Environment, ImageProvider } from './deploy-request.ts';
import { readEnvironmentFile } from './environment-file.ts';
import { fillInEnvironment } from './environment.ts';
import { DeployError } from './errors.ts';
import { ensureImages, findImages } from './image/ensure-images.ts';
import type { ImageOptions } from './image/image.ts';
import { buildUnits } from './nx/build-units.ts';
import { findUnits } from './nx/find-units.ts';
import { readCommit } from './nx/read-commit.ts';
import type { Options } from './options.ts';
import type { Unit } from './unit.ts';

/** What every command works on: the workspace's units, the environment they belong to, and where that is. */
export interface Session {
  readonly workspaceRoot: string;
  readonly connection: ConnectionFile;
  readonly environment: Environment;
  readonly units: readonly Unit[];
  readonly commit?: string;
  /** Units that the user named; all when absent. */
  readonly only?: readonly string[];
  readonly options: Options;
}

export interface SessionOptions {
  readonly workspaceRoot: string;
  /** Take the project graph that the Nx command around this process computed a moment ago. */
  readonly isInsideNx?: boolean;
}

/**
 * Reads connection, project graph, hashes, commit and environment.
 *
 * @throws DeployError of any code from 60 to 67
 */
export async function openSession(
  options: Options,
  { workspaceRoot, isInsideNx }: SessionOptions,
): Promise<Session> {
  const [found, commit] = await Promise.all([
    findUnits(workspaceRoot, { isInsideNx }),
    readCommit(workspaceRoot),
  ]);
  const { units, sharedRoot, chart } = found;
  const folder = join(workspaceRoot, sharedRoot, 'environments');
  const file = readEnvironmentFile(options.environment, folder);
  const layers = { options, environment: file.connection };
  const connection = readConnection(connectionPath(workspaceRoot), layers);
  const environment = fillInEnvironment(file, {
    chart,
    connection,
    units: units.map(({ name }) => name),
  });
  return {
    workspaceRoot,
    connection,
    environment: { ...environment, timeoutMs: options.timeout ?? environment.timeoutMs },
    units,
    commit,
    options,
    only: options.unit.length > 0 ? knownUnits(options.unit, units) : undefined,
  };
}

/** @returns what the engine is to do, with images built when the registry lacks them */
export function toDeployRequest(session: Session, images: ImageProvider): DeployRequest {
  const { connection, environment, units, only, commit, options } = session;
  return { connection, environment, units, only, commit, noRollback: options['no-rollback'], images };
}

/** Looks images up, and with `publish` builds and pushes those that the registry lacks. */
export function createImageProvider(session: Session): ImageProvider {
  return (units, { publish, report, signal }) => {
    const options = imageOptions(session, { report, signal });
    if (!publish) return findImages(units, options);
    const buildProjects = (missing: readonly Unit[]) =>
      buildUnits(
        missing.map(({ name, project = name }) => project),
        { workspaceRoot: session.workspaceRoot, report, signal },
      );
    return ensureImages(units, { ...options, buildProjects });
  };
}

/** Looks images up only, and refuses to go on without one of them. */
export function createPublishedImageProvider(session: Session): ImageProvider {
  return async (units, { report, signal }) => {
    const images = await findImages(units, imageOptions(session, { report, signal }));
    const missing = units.filter(({ name, image }) => image && !images.has(name)).map(({ name }) => name);
    if (missing.length > 0) {
      const { registry } = session.connection;
      throw new DeployError('UNITS_UNPUBLISHED', { units: missing, registry });
    }
    return images;
  };
}

function imageOptions(session: Session, { report, signal }: DeployContext): ImageOptions {
  const { connection, workspaceRoot } = session;
  const { registry, mirrors = {} } = connection;
  return { registry, mirrors, workspaceRoot, report, signal };
}

function knownUnits(names: readonly string[], units: readonly Unit[]): readonly string[] {
  const known = units.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new DeployError('UNIT_UNKNOWN', { unit: unknown, known });
  return names;
}
