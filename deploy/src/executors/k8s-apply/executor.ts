import { createExecutor } from '../create-executor.ts';

/** Applies the environment, once for all projects that one Nx command names, with images that are published already. */
const { single, batch } = createExecutor(async () => (await import('../../commands/apply.ts')).applyCommand);

export { batch };
export default single;
