import { main } from '@todo/deploy/main';

/** The deploy library's program, as it runs in the cluster: without a workspace, and so without Nx and helm. */
const exitCode = await main(process.argv.slice(2));
// Connections that are kept alive for a next request would keep the process alive too.
process.stdout.write('', () => process.exit(exitCode));
