import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { startRegistry } from '@todo/testing';
import { ensureImages } from '../../../src/image/ensure-images.ts';
import type { Fault } from './fault.ts';
import type { FaultSite } from './fault-site.ts';
import { MortalRelay } from './mortal-relay.ts';

const contentBytes = 8 * 1024 * 1024;

/** Has the site deploy an image of its own, which it must first push through the relay. */
function buildThrough(site: FaultSite, relay: MortalRelay): void {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'todo-deploy-workspace-'));
  site.onClose(() => rmSync(workspaceRoot, { recursive: true }));
  mkdirSync(join(workspaceRoot, 'app'));
  writeFileSync(join(workspaceRoot, 'app/content'), randomBytes(contentBytes));
  writeFileSync(join(workspaceRoot, 'app/Dockerfile'), 'FROM scratch\nCOPY content /content\n');
  const units = site.release.request().units.map((unit) => ({
    ...unit,
    ...(unit.image && { image: { ...unit.image, dockerfile: 'app/Dockerfile', inputHash: 'of-content' } }),
  }));
  site.request = {
    connection: { ...site.proxy.connection, registry: relay.address, mirrors: {} },
    units,
    images: (missing, { report, signal }) =>
      ensureImages(missing, {
        ...{ registry: relay.address, mirrors: {}, workspaceRoot, report, signal },
        buildProjects: () => Promise.resolve(),
      }),
  };
}

/** What goes wrong on the way of an image to its registry. */
export const registryFaults: readonly Fault[] = [
  {
    number: 33,
    fault: 'the registry dies in the middle of a push',
    expected: 'nothing is deployed that has no digest',
    inject: async (site) => {
      const registry = await startRegistry();
      const relay = await MortalRelay.open(registry.address, { bytesMax: 1 + site.pick(contentBytes) });
      site.onClose(() => registry.close());
      site.onClose(() => relay.die());
      site.onMend(() => {
        expect(relay.isDead).toBe(true);
        return relay.revive();
      });
      buildThrough(site, relay);
      site.change({ config: { greeting: 'new' } });
    },
    ends: { code: 'REGISTRY_UNREACHABLE', says: [/^Registry 127\.0\.0\.1:\d+: not reachable/] },
    check: (site) => expect(site.writes()).toEqual([]),
  },
];
