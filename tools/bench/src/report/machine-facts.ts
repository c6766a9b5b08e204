import { cpus, loadavg, totalmem } from 'node:os';
import type { Bench } from '../bench.ts';

/** What the figures depend on: the machine, how busy it was at the start, and the versions of all that was measured. */
export async function machineFacts(
  bench: Bench,
): Promise<readonly (readonly [name: string, value: string])[]> {
  const { helm, kubectl } = bench.programs;
  const [helmVersion, kubectlVersion, cluster, commit] = await Promise.all([
    firstLine(bench, [helm, 'version', '--short']),
    firstLine(bench, [kubectl, 'version', '--client']),
    bench.cluster.version(),
    firstLine(bench, ['git', '-C', bench.workspaceRoot, 'describe', '--always', '--dirty', '--abbrev=12']),
  ]);
  const [processor] = cpus();
  return [
    ['processor', `${processor?.model.trim() ?? 'unknown'}, ${cpus().length} cores`],
    ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
    ['system', `${process.platform}, Node ${process.version}`],
    [
      'load before',
      loadavg()
        .map((load) => load.toFixed(2))
        .join(', '),
    ],
    ['cluster', `Kubernetes ${cluster}`],
    ['todo-deploy', `commit ${commit}`],
    ['helm', helmVersion],
    ['kubectl', kubectlVersion.replace('Client Version: ', '')],
  ];
}

async function firstLine(
  { run }: Bench,
  [program, ...words]: readonly [string, ...string[]],
): Promise<string> {
  return (await run([program, ...words])).output[0] ?? '';
}
