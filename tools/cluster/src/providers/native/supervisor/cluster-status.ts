import { z } from 'zod/mini';
import type { ProcessIdentity } from '../../../host/process-identity.ts';
import { readFileIfThere } from '../../../host/write-file.ts';
import type { Layout } from '../layout.ts';

const identitySchema = z.object({ pid: z.int(), startTicks: z.int(), bootId: z.string() });

const stepSchema = z.object({
  name: z.string(),
  kind: z.enum(['component', 'task']),
  state: z.enum(['waiting', 'starting', 'ready', 'restarting']),
  process: z.optional(identitySchema),
  /** Milliseconds from the supervisor's start until it was ready for the first time. */
  readyAfterMs: z.optional(z.number()),
  /** How often it was started again since the cluster started. */
  restarts: z.int(),
  /** The same since it last ran well for a while: more than a few mean that it cannot run. */
  restartsInRow: z.int(),
  /** How the last run of it ended, or why the last try failed. */
  lastFailure: z.optional(z.string()),
  lastLines: z.optional(z.string()),
});

const statusSchema = z.object({
  version: z.literal(1),
  /** Folder of the cluster's data. */
  dir: z.string(),
  definitionHash: z.string(),
  supervisor: identitySchema,
  state: z.enum(['starting', 'ready', 'stopping']),
  steps: z.array(stepSchema),
});

export type StepStatus = z.infer<typeof stepSchema>;

/** What the supervisor says of itself and its steps, in a file that it replaces at every change. */
export type ClusterStatus = z.infer<typeof statusSchema> & { readonly supervisor: ProcessIdentity };

/**
 * The last word of the cluster's supervisor, dead or alive; undefined when none has run since the last `down`, or the
 * file was written by another version of this tool.
 */
export function readStatus({ statusFile }: Layout): ClusterStatus | undefined {
  const text = readFileIfThere(statusFile);
  if (text === undefined) return undefined;
  try {
    return statusSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
