import { causes } from './causes.ts';
import { image } from './image.ts';
import { noOp } from './no-op.ts';
import { oneFile } from './one-file.ts';
import { oneUnit } from './one-unit.ts';
import { noOpSizes } from './sizes.ts';
import type { Scenario } from './scenario.ts';

/** All scenarios about the speed of deploys, in the order of their page. */
export const deployScenarios: readonly Scenario[] = [noOp, noOpSizes, oneUnit, oneFile, image, causes];
