import { deployCommand } from '../../commands/deploy.ts';
import { createExecutor } from '../create-executor.ts';

/** Deploys the environment, once for all projects that one Nx command names. */
const { single, batch } = createExecutor(deployCommand.run);

export { batch };
export default single;
