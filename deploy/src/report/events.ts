import type { Digest } from '../unit.ts';

export type Phase = 'images' | 'manifest' | 'plan' | 'apply' | 'rollout' | 'ledger';

export type ObjectAction = 'create' | 'adopt' | 'update' | 'replace' | 'delete' | 'unchanged';

/** What a watcher knows of one object: `Deployment/todo/backend` is progressing, because 1 of 2 replicas is ready. */
export interface ObjectStatus {
  readonly state: 'progressing' | 'ready' | 'failed';
  readonly reason: string;
  readonly message: string;
}

/** Whether a cause ends the wait: now, when it goes on, or with the time that the unit has. */
export type CauseGrade = 'hopeless' | 'repeating' | 'at-deadline';

/** The version of events.md: goes up when an event or a field is removed or means something else, not for new ones. */
export const eventsVersion = 1;

/** One thing that happened during a deploy. Reporters, `--json`, CI and tests read this one stream; see events.md. */
export type DeployEvent =
  | { readonly type: 'stream-started'; readonly version: number }
  | {
      readonly type: 'deploy-started';
      readonly environment: string;
      readonly namespace: string;
      readonly units: readonly string[];
    }
  | { readonly type: 'phase-started'; readonly phase: Phase }
  | {
      readonly type: 'phase-finished';
      readonly phase: Phase;
      readonly durationMs: number;
      readonly summary: string;
    }
  | { readonly type: 'build-started'; readonly units: readonly string[] }
  | { readonly type: 'build-finished'; readonly units: readonly string[]; readonly durationMs: number }
  | { readonly type: 'image-found'; readonly unit: string; readonly digest: Digest }
  | {
      readonly type: 'image-started';
      readonly unit: string;
      readonly builder: string;
      readonly reason: string;
    }
  | {
      readonly type: 'image-published';
      readonly unit: string;
      readonly digest: Digest;
      readonly builder: string;
      /** Absent where the builder does not say. */
      readonly uploadedBytes?: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'image-planned';
      readonly unit: string;
      /** Absent when the unit has run none before. */
      readonly from?: Digest;
      /** Absent while it is still to be built. */
      readonly to?: Digest;
    }
  | {
      readonly type: 'image-promoted';
      readonly unit: string;
      readonly digest: Digest;
      readonly from: string;
      readonly to: string;
      readonly uploadedBytes: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'object-planned';
      readonly unit: string;
      readonly object: string;
      readonly action: ObjectAction;
      readonly why: string;
      /** Whether the pods of this workload are replaced; absent when they are not. */
      readonly restartsPods?: boolean;
    }
  /** A unit that the command was not called for, and that differs from what runs. */
  | {
      readonly type: 'unit-differs';
      readonly unit: string;
      /** Whether it is deployed all the same. */
      readonly isDeployed: boolean;
      readonly why: string;
    }
  /** Another deploy owns the environment; this one goes on once it is done. */
  | {
      readonly type: 'lease-awaited';
      /** `person@example.com@host/1234/5f0c9a1e`. */
      readonly holder: string;
      /** ISO 8601. */
      readonly since: string;
      /** `backend, frontend at 3f2a9c1b (backend done)`. */
      readonly doing: string;
    }
  /** The deploy that held the lease was ended half-way; this one finishes it. */
  | {
      readonly type: 'lease-taken-over';
      /** `person@example.com@host/1234/5f0c9a1e`. */
      readonly holder: string;
      /** ISO 8601. */
      readonly since: string;
      /** `backend, frontend at 3f2a9c1b (backend done)`. */
      readonly doing: string;
    }
  | {
      readonly type: 'object-applied';
      readonly unit: string;
      readonly object: string;
      readonly action: ObjectAction;
      readonly durationMs: number;
    }
  | { readonly type: 'object-deleted'; readonly object: string; readonly durationMs: number }
  | { readonly type: 'rollout-started'; readonly unit: string; readonly object: string }
  | {
      readonly type: 'rollout-progressed';
      readonly unit: string;
      readonly object: string;
      readonly status: ObjectStatus;
    }
  | {
      readonly type: 'rollout-finished';
      readonly unit: string;
      readonly object: string;
      readonly durationMs: number;
    }
  | {
      readonly type: 'rollout-failed';
      readonly unit: string;
      readonly object: string;
      readonly status: ObjectStatus;
      readonly evidence: readonly string[];
    }
  | { readonly type: 'gate-started'; readonly unit: string; readonly gate: string }
  | {
      readonly type: 'gate-finished';
      readonly unit: string;
      readonly gate: string;
      readonly durationMs: number;
    }
  | {
      readonly type: 'gate-failed';
      readonly unit: string;
      readonly gate: string;
      readonly detail: string;
      readonly evidence: readonly string[];
    }
  | {
      /** Once for each cause, as soon as it is seen: long before the wait ends, where waiting on may help. */
      readonly type: 'cause-seen';
      readonly unit: string;
      readonly object: string;
      readonly code: string;
      readonly reason: string;
      readonly grade: CauseGrade;
      readonly cause: string;
      readonly advice: string;
      /** Lines that show it, secrets masked. */
      readonly evidence: readonly string[];
    }
  | { readonly type: 'evidence-saved'; readonly unit: string; readonly path: string }
  | { readonly type: 'output'; readonly source: string; readonly line: string }
  | {
      readonly type: 'log';
      readonly unit: string;
      readonly pod: string;
      readonly container: string;
      /** RFC 3339, with nanoseconds. */
      readonly time: string;
      readonly line: string;
    }
  /** A tool that an MCP client or the assistant called, once it has answered. */
  | {
      readonly type: 'tool-called';
      /** ISO 8601. */
      readonly at: string;
      /** `ada@example.com via some-client 1.2`. */
      readonly caller: string;
      readonly tool: string;
      /** As they were given; values of Secrets are masked. */
      readonly arguments: Readonly<Record<string, unknown>>;
      readonly outcome: 'answered' | 'refused' | 'failed';
      /** Of the error, where it did not answer. */
      readonly code?: string;
      /** The first line of the answer. */
      readonly result: string;
      readonly resultBytes: number;
      readonly durationMs: number;
    }
  | { readonly type: 'note'; readonly message: string }
  | {
      readonly type: 'deploy-finished';
      readonly outcome: 'deployed' | 'nothing-to-do' | 'planned';
      readonly units: readonly UnitOutcome[];
      readonly durationMs: number;
    }
  | {
      readonly type: 'deploy-failed';
      readonly code: string;
      readonly message: string;
      readonly hint: string;
      readonly durationMs: number;
    };

export interface UnitOutcome {
  readonly unit: string;
  readonly digest?: Digest;
  readonly built: boolean;
  readonly restarted: boolean;
  readonly objects: { readonly changed: number; readonly unchanged: number };
}

export type Report = (event: DeployEvent) => void;
