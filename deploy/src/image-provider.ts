import type { DeployContext, ImageProvider } from './deploy-request.ts';
import { DeployError } from './errors.ts';
import type { ImageOptions, Images } from './image/image.ts';
import type { LookUp } from './image/look-up.ts';
import { imagePlaces, type Session, type SessionCall } from './session.ts';
import type { Unit } from './unit.ts';

/**
 * Looks images up, and with `publish` builds and pushes those that the registry lacks. It begins to look up at once: that
 * is the time of other machines, in which this one has other things to do.
 */
export function createImageProvider(session: Session, { signal: begun }: SessionCall): ImageProvider {
  const beginning = beginLookUp(session, begun);
  // Whoever wants images hears of its failure; until then somebody else may fail first.
  beginning.catch(() => undefined);
  return async (units, { publish, report, signal }) => {
    const { findImages } = await import('./image/find-images.ts');
    const options = { ...imageOptions(session, { report, signal }), lookUp: await beginning };
    const found = await findImages(units, options);
    const missing = withoutImage(units, found);
    if (!publish || missing.length === 0) return found;
    const { ensureImages } = await import('./image/ensure-images.ts');
    const buildProjects = async (unbuilt: readonly Unit[]) => {
      const { buildUnits } = await import('./nx/build-units.ts');
      const projects = unbuilt.map(({ name, project = name }) => project);
      await buildUnits(projects, { workspaceRoot: session.workspaceRoot, report, signal });
    };
    return new Map([...found, ...(await ensureImages(missing, { ...options, buildProjects }))]);
  };
}

/** Of the units that are to be deployed; what else turns out to be needed is looked up then. */
async function beginLookUp(session: Session, signal: AbortSignal): Promise<LookUp | undefined> {
  const { units, only } = session;
  const likely = units.filter(({ name, image }) => image && (only?.includes(name) ?? true));
  if (likely.length === 0) return undefined;
  const { createLookUp } = await import('./image/look-up.ts');
  const lookUp = createLookUp({ ...imagePlaces(session), signal });
  for (const unit of likely) lookUp.image(unit).catch(() => undefined);
  return lookUp;
}

/** Looks images up only, and refuses to go on without one of them. */
export function createPublishedImageProvider(session: Session): ImageProvider {
  return async (units, { report, signal }) => {
    const { findImages } = await import('./image/find-images.ts');
    const images = await findImages(units, imageOptions(session, { report, signal }));
    const missing = withoutImage(units, images).map(({ name }) => name);
    if (missing.length > 0) {
      const { registry } = session.connection;
      throw new DeployError('UNITS_UNPUBLISHED', { units: missing, registry });
    }
    return images;
  };
}

function imageOptions(session: Session, { report, signal }: DeployContext): ImageOptions {
  return { ...imagePlaces(session), report, signal };
}

function withoutImage(units: readonly Unit[], images: Images): readonly Unit[] {
  return units.filter(({ name, image }) => image && !images.has(name));
}
