// Prints the units of the workspace in the working directory as JSON, or with the word `chart` where its chart is.
import { findChart } from '../../src/nx/find-chart.ts';
import { findUnits } from '../../src/nx/find-units.ts';

const find = process.argv[2] === 'chart' ? findChart : findUnits;
const found = await find(process.cwd());
process.stdout.write(JSON.stringify(found), () => process.exit());
