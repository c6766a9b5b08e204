import type { Environment, InputsProvider } from '../deploy-request.ts';
import type { ImagePlaces } from '../image/image.ts';
import { unpack } from '../ledger/pack.ts';
import { hashOf } from '../manifest/manifest.ts';
import type { WorkspaceUnits } from '../nx/read-units.ts';
import type { Unit } from '../unit.ts';
import type { UnitInputs } from './unit-inputs.ts';

/** What the objects of an environment are rendered from. */
export interface SharedSource {
  readonly made: Pick<WorkspaceUnits, 'sharedFiles'>;
  readonly environment: Environment;
}

export interface InputsSource extends SharedSource {
  readonly made: Pick<WorkspaceUnits, 'inputs' | 'sharedFiles'>;
  /** How base images are looked up. */
  readonly images: Omit<ImagePlaces, 'signal'>;
}

/** Everything that decides what the units of a workspace are in one environment. */
export function createInputsProvider({ made, environment, images }: InputsSource): InputsProvider {
  const shared = sharedInputs({ made, environment });
  return async (unit, { image, signal }) => {
    const packed = made.inputs[unit.name];
    if (packed === undefined) return shared;
    const bases = image?.bases ?? (await findBasesOf(unit, { ...images, signal }));
    return { ...(unpack(packed) as UnitInputs), 'base image': bases, ...shared };
  };
}

/** What decides the objects of every unit: chart and values, and nothing of any image. */
export function sharedInputs({ made, environment }: SharedSource): UnitInputs {
  return {
    'chart file': withoutOthers(made.sharedFiles, environment.name),
    value: Object.fromEntries(hashedValues(environment.values, '')),
  };
}

async function findBasesOf(unit: Unit, places: ImagePlaces) {
  const { createLookUp } = await import('../image/look-up.ts');
  return createLookUp(places).bases(unit);
}

/** The files of the chart, and of the environments the one that is deployed. */
function withoutOthers(
  files: SharedSource['made']['sharedFiles'],
  environment: string,
): Record<string, string> {
  const isOther = (file: string) => {
    const [, name] = /\/environments\/([^/]*)\.yaml$/.exec(file) ?? [];
    return name !== undefined && name !== environment;
  };
  return Object.fromEntries(Object.entries(files).filter(([file]) => !isOther(file)));
}

const hashDigits = 16;

/** `backend.replicas` and its like, with a hash of each: any value may be a secret. */
function hashedValues(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [[path, hashOf(value).slice(0, hashDigits)]];
  return Object.entries(value).flatMap(([key, each]) => hashedValues(each, path ? `${path}.${key}` : key));
}
