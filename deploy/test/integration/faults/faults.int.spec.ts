import { it } from '@jest/globals';
import fc from 'fast-check';
import { loadRollout } from '../../../src/rollout/load-rollout.ts';
import { seed } from '../../support/env.ts';
import { applyFaults } from './apply-faults.ts';
import { connectionFaults } from './connection-faults.ts';
import type { Fault } from './fault.ts';
import { FaultSite } from './fault-site.ts';
import { expectConvergence, expectEnding, expectInvariants } from './invariants.ts';
import { processFaults } from './process-faults.ts';
import { registryFaults } from './registry-faults.ts';
import { rolloutFaults } from './rollout-faults.ts';

// Jest lets nothing be imported once one of several concurrent tests has ended.
await loadRollout();

/** What can go wrong with a deploy, each against the real cluster, several side by side and in an order of the seed's. */
const faults: readonly Fault[] = [
  ...connectionFaults,
  ...applyFaults,
  ...rolloutFaults,
  ...processFaults,
  ...registryFaults,
];

const [shuffled = faults] = fc.sample(fc.shuffledSubarray([...faults], { minLength: faults.length }), {
  seed,
  numRuns: 1,
});

it.concurrent.each(shuffled)(`#$number $fault: $expected (TODO_TEST_SEED=${seed})`, async (fault) => {
  const site = await FaultSite.open(seed ^ (fault.number * 0x9e3779b1));
  try {
    if (fault.before !== false) {
      site.change(fault.before ?? {});
      expectEnding(await site.deploy(), 'success');
    }
    await fault.inject(site);
    expectEnding(await site.deploy(), fault.ends);
    expectInvariants(site);
    await fault.check?.(site);
    await site.mend();
    await fault.mend?.(site);
    await expectConvergence(site);
  } finally {
    await site.close();
  }
});
