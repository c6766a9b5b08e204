import type { Allocation } from './allocation.ts';
import type { Layout } from './layout.ts';
import { readPair } from './pki/certificates.ts';
import { waitForAnswer } from './supervisor/probe.ts';

/** On a busy machine one answer alone may come too late. */
const patienceMs = 10_000;

/**
 * Whether API server and registry answer where the host's programs look for them. The ingress does not listen before
 * something is routed by it.
 */
export async function answersHealth({ pkiDir }: Layout, { ports }: Allocation): Promise<boolean> {
  const authority = readPair(pkiDir, 'ca').certificate;
  const bounds = { authority, signal: AbortSignal.timeout(patienceMs) };
  const answered = await Promise.all([
    waitForAnswer({ kind: 'https', url: `https://127.0.0.1:${ports.api}/readyz` }, bounds),
    waitForAnswer({ kind: 'http', url: `http://127.0.0.1:${ports.registry}/v2/` }, bounds),
  ]);
  return answered.every(Boolean);
}
