import type { Bench } from '../bench.ts';
import type { Traffic } from '../cluster/counting-proxy.ts';
import type { Contender } from '../contenders/contender.ts';
import type { Row } from '../report/section.ts';
import { formatQuantity } from '../report/format-quantity.ts';

/** One deploy whose calls were counted and whose memory was watched; its time is not comparable. */
export interface CountedRun {
  readonly traffic: Traffic;
  readonly memoryBytes: number;
}

/** Deploys through the counting proxy, after one that is not counted, and fills what caches there are. */
export async function countRuns(
  { proxy, say }: Bench,
  contender: Contender,
  { runs, before }: { readonly runs: number; readonly before?: (run: number) => Promise<void> | undefined },
): Promise<readonly CountedRun[]> {
  const counted: CountedRun[] = [];
  for (let run = 0; run <= runs; run++) {
    await before?.(run);
    let memoryBytes = 0;
    const traffic = await proxy.count(async () => {
      ({ memoryBytes } = await contender.deploy(proxy.access, { withMemory: true }));
    });
    if (run > 0) counted.push({ traffic, memoryBytes });
  }
  say(`  counted ${contender.name}: ${JSON.stringify(counted.at(-1))}`);
  return counted;
}

/** The most that any of the runs needed: calls and bytes hardly vary. */
export function trafficFacts(counted: readonly CountedRun[]): Row['facts'] {
  const most = (key: 'calls' | 'bytes') => Math.max(...counted.map(({ traffic }) => traffic[key]));
  return { 'API calls': String(most('calls')), 'on the wire': formatQuantity(most('bytes'), 'bytes') };
}
