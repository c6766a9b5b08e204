import { imagesCommand } from '../../commands/images.ts';
import { createExecutor } from '../create-executor.ts';

/** Publishes the images of all projects that one Nx command names. */
const { single, batch } = createExecutor(imagesCommand.run, { perUnit: true });

export { batch };
export default single;
