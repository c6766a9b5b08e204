import type { Allocation } from './allocation.ts';
import type { Layout } from './layout.ts';
import { readPair } from './pki/certificates.ts';
import { answersProbeWithin } from './supervisor/probe.ts';

/** On a busy machine one answer alone may come too late. */
const patienceMs = 10_000;

/**
 * Whether API server and registry answer where the host's programs look for them. The ingress does not listen before
 * something is routed by it.
 */
export async function answersHealth({ pkiDir }: Layout, { ports }: Allocation): Promise<boolean> {
  const authority = readPair(pkiDir, 'ca').certificate;
  const answered = await Promise.all([
    answersProbeWithin(
      patienceMs,
      { kind: 'https', url: `https://127.0.0.1:${ports.api}/readyz` },
      authority,
    ),
    answersProbeWithin(
      patienceMs,
      { kind: 'http', url: `http://127.0.0.1:${ports.registry}/v2/` },
      authority,
    ),
  ]);
  return answered.every(Boolean);
}
