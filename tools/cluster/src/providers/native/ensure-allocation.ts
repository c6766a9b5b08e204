import { networkInterfaces } from 'node:os';
import type { Env } from '../../env.ts';
import { takeLock } from '../../host/named-lock.ts';
import { isPortFree } from '../../host/ports.ts';
import { tryCommand } from '../../host/run-command.ts';
import { allocate, type Allocation } from './allocation.ts';
import { allocationsOfOthers, readAllocation, writeAllocation } from './cluster-state.ts';
import type { Layout } from './layout.ts';

/** What the cluster was given at its first start; given now, when this is the first. */
export async function ensureAllocation(layout: Layout, env: Env): Promise<Allocation> {
  const given = readAllocation(layout);
  if (given) return given;
  const lock = await takeLock('/allocation', { purpose: 'choosing ports and a subnet' });
  try {
    const allocation = await allocate(layout.name, {
      others: allocationsOfOthers(env.clustersDir, layout.name),
      hostNetworks: await hostNetworks(env),
      isPortFree,
    });
    writeAllocation(layout, allocation);
    return allocation;
  } finally {
    await lock.release();
  }
}

async function hostNetworks(env: Env): Promise<string[]> {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address, cidr }) => cidr ?? `${address}/32`);
  const routes = await tryCommand(['ip', '-4', 'route', 'show', 'table', 'all'], { env: env.forCommands });
  return [...addresses, ...parseRoutes(routes.stdout)];
}

/** Destinations of routes other than the default one, from the text of ip-route(8). */
export function parseRoutes(text: string): string[] {
  return [...text.matchAll(/^(?:\w+ )?(\d+\.\d+\.\d+\.\d+(?:\/\d+)?) /gm)].map(
    ([, destination = '']) => destination,
  );
}
