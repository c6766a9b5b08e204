import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectionFile } from './env.ts';
import { WorkspaceError } from './errors.ts';
import { runScript, workspaceRoot } from './run.ts';
import { describeTimes, runSteps } from './steps.ts';

const usage = `npm start [-- OPTION…]

Takes this clone to a chatting Todo app on Kubernetes: a cluster (yours, or a real one started here), the images, the
rollout, and an address to open. Run it again after any change; what did not change is not touched.

A cluster of yours, which is used as it is and never created, changed or removed; all four are needed:
  --kubeconfig FILE   where its context is found
  --context NAME      that context
  --registry HOST     the registry it pulls from
  --address URL       where its ingress answers

Examples
  npm start
  npm start -- --kubeconfig ~/.kube/config --context kind-dev --registry localhost:5001 --address http://localhost
`;

/** `npm start`: cluster, stand-in images where no image registry answers, deploy, address. */
export async function start(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) {
    console.log(usage);
    return 0;
  }
  const provider = words.includes('--context') ? 'existing' : 'native';
  const { exitCode, times } = await runSteps('npm start', [
    {
      name: 'cluster',
      run: () => runScript('tools/cluster/src/cli.ts', ['up', '--provider', provider, ...words]),
    },
    { name: 'stand-ins', run: () => runScript('tools/stand-ins/src/cli.ts', ['ensure']) },
    { name: 'deploy', run: () => runScript('deploy/src/cli.mjs', ['deploy']) },
  ]);
  if (exitCode !== 0) return exitCode;
  const { address, secureAddress } = readConnection();
  await expectPage(address);
  console.log(`\nOpen ${address}${secureAddress === address ? '' : ` (or ${secureAddress})`}`);
  console.log(`  ${describeTimes(times)}`);
  console.log('  npm run status shows what runs, npm stop ends the cluster and keeps its data');
  return 0;
}

function readConnection(): { address: string; secureAddress: string } {
  return JSON.parse(readFileSync(connectionFile ?? join(workspaceRoot, '.todo/cluster.json'), 'utf8')) as {
    address: string;
    secureAddress: string;
  };
}

/** The ingress may learn of ready pods a moment after the deploy does. */
async function expectPage(address: string): Promise<void> {
  const deadline = Date.now() + pageTimeoutMs;
  for (;;) {
    const reason = await pageFault(address);
    if (!reason) return;
    if (Date.now() > deadline) throw new WorkspaceError('PAGE_SILENT', { address, reason });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const pageTimeoutMs = 15_000;

async function pageFault(address: string): Promise<string | undefined> {
  for (const path of ['/', '/health']) {
    try {
      const response = await fetch(address + path, { signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      if (!response.ok) return `${path} says ${response.status}`;
    } catch (error) {
      return `${path}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return undefined;
}
