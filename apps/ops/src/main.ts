import { main } from '@todo/deploy/main';

/** The deploy library's program, as it runs in the cluster: without a workspace, so without Nx, helm and kubectl. */
process.exitCode = await main(process.argv.slice(2));
