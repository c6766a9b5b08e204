import * as z from 'zod';
import { isRecord, textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { holderSchema } from './holder.ts';

/**
 * What the deploy that holds a lease is about and how far it is, on the Lease itself: for whoever waits for it, and for
 * the deploy that finishes it when it was killed. What there is to do, the next deploy finds out by comparing.
 */
const journalSchema = z.object({
  holder: holderSchema,
  by: z.string(),
  commit: z.string().exactOptional(),
  startedAt: z.string(),
  /** Units that it changes. */
  units: z.array(z.string()),
  /** Those of them that are ready and recorded. */
  done: z.array(z.string()),
  /** Absent while it runs, and for ever after it was killed. */
  outcome: z.enum(['finished', 'failed']).exactOptional(),
});

export type Journal = z.infer<typeof journalSchema>;

export const journalAnnotation = 'todo-deploy/journal';

/** The journal of a Lease, or undefined where there is none that this version reads. */
export function readJournal(lease: KubernetesObject): Journal | undefined {
  const text = lease.metadata.annotations?.[journalAnnotation];
  if (text === undefined) return undefined;
  try {
    return journalSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** `backend, frontend at 3f2a9c1b (backend done)`: what a deploy is about and how far it is, for people. */
export function journalText({ units, done, commit }: Journal): string {
  const at = commit === undefined ? '' : ` at ${commit.replace(/^([0-9a-f]{8})[0-9a-f]{32}/, '$1')}`;
  const progress = done.length > 0 ? ` (${done.join(', ')} done)` : '';
  return `${units.join(', ') || 'the ledger'}${at}${progress}`;
}

/** A Lease as far as holding it is concerned. */
export interface LeaseState {
  /** Empty when nobody holds it. */
  readonly holder: string;
  /** How often it was taken. */
  readonly number: number;
  readonly renewTime: string;
  readonly durationMs: number;
  readonly journal: Journal | undefined;
}

export function readLeaseState(lease: KubernetesObject): LeaseState {
  const spec = isRecord(lease['spec']) ? lease['spec'] : {};
  return {
    holder: textAt(spec, 'holderIdentity') ?? '',
    number: Number(spec['leaseTransitions'] ?? 0),
    renewTime: textAt(spec, 'renewTime') ?? '',
    durationMs: Number(spec['leaseDurationSeconds'] ?? 0) * 1000,
    journal: readJournal(lease),
  };
}
