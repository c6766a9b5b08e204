// Prints the units of the workspace in the working directory, as JSON.
import { readNxWorkspace } from '../../src/nx/nx-workspace.ts';
import { readUnits } from '../../src/nx/read-units.ts';

const units = await readUnits(await readNxWorkspace(process.cwd()));
process.stdout.write(JSON.stringify(units), () => process.exit());
