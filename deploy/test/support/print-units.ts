// Prints the units of the workspace in the working directory, as JSON.
import { findUnits } from '../../src/nx/find-units.ts';

const found = await findUnits(process.cwd());
process.stdout.write(JSON.stringify(found), () => process.exit());
