import { createExecutor } from '../create-executor.ts';

/** Deploys the environment, once for all projects that one Nx command names. */
const { single, batch } = createExecutor(
  async () => (await import('../../commands/deploy.ts')).deployCommand,
);

export { batch };
export default single;
