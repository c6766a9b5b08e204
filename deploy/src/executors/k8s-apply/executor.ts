import { applyCommand } from '../../commands/apply.ts';
import { createExecutor } from '../create-executor.ts';

/** Applies the environment, once for all projects that one Nx command names, with images that are published already. */
const { single, batch } = createExecutor(applyCommand.run);

export { batch };
export default single;
