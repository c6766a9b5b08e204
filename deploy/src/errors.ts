import { AppError, type ContextOf, type ErrorTable } from '@todo/errors';
import { clusterErrors } from './errors/cluster-errors.ts';
import { environmentErrors } from './errors/environment-errors.ts';
import { imageErrors } from './errors/image-errors.ts';
import { manifestErrors } from './errors/manifest-errors.ts';
import { operationErrors } from './errors/operation-errors.ts';
import { rolloutErrors } from './errors/rollout-errors.ts';
import { upkeepErrors } from './errors/upkeep-errors.ts';
import { useErrors } from './errors/use-errors.ts';

/**
 * Every code of the deploy library. Exit codes: 2 wrong use, 10–19 cluster, 20–29 manifest and values,
 * 30–39 apply, 40–49 rollout, 50–59 images, 60–69 options and environment, 80–84 what an environment
 * refuses, 85–88 the assistant, 90–94 upkeep of what runs, 95–99 tools for models, 130 cancelled.
 */
export const deployErrors: DeployErrors = {
  ...clusterErrors,
  ...environmentErrors,
  ...imageErrors,
  ...manifestErrors,
  ...operationErrors,
  ...rolloutErrors,
  ...upkeepErrors,
  ...useErrors,
} satisfies ErrorTable;

/** Named by its parts, because declarations cannot spell out types that those keep to themselves. */
type DeployErrors = typeof clusterErrors &
  typeof environmentErrors &
  typeof imageErrors &
  typeof manifestErrors &
  typeof operationErrors &
  typeof rolloutErrors &
  typeof upkeepErrors &
  typeof useErrors;

export type DeployErrorCode = keyof typeof deployErrors;

/** An expected failure of a deploy; its texts and exit code come from the code's row. */
export class DeployError<Code extends DeployErrorCode = DeployErrorCode> extends AppError {
  constructor(code: Code, context: ContextOf<typeof deployErrors, Code>, cause?: unknown) {
    super(deployErrors, code, { context, cause });
  }
}
