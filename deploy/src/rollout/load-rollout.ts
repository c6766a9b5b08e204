let loading: Promise<Rollout> | undefined;

/** What carries a plan out, loaded only where there is something to carry out: that takes a tenth of a deploy without. */
export function loadRollout(): Promise<Rollout> {
  return (loading ??= load());
}

type Rollout = Awaited<ReturnType<typeof load>>;

async function load() {
  const [{ withLease }, { carryOut }] = await Promise.all([
    import('../lease/with-lease.ts'),
    import('./carry-out.ts'),
  ]);
  return { withLease, carryOut };
}
