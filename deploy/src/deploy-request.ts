import type { KubernetesObject } from './cluster/kubernetes-object.ts';
import type { Protection } from './environment-file.ts';
import type { Gate } from './gates/gate.ts';
import type { UnitInputs } from './inputs/unit-inputs.ts';
import type { Plan } from './plan/plan.ts';
import type { SavedPlan } from './plan/saved-plan.ts';
import type { Recall } from './recall/recall.ts';
import type { Report, UnitOutcome } from './report/events.ts';
import type { KnownSecrets } from './secrets/known-secrets.ts';
import type { PublishedImage, Unit } from './unit.ts';

/** One release of the app in one namespace, as its file says, with every variable filled in. */
export interface Environment {
  readonly name: string;
  readonly namespace: string;
  readonly release: string;
  /** The chart's folder, absolute. */
  readonly chart: string;
  /** Given to the chart as they are; may hold secrets, so they never reach a command line or an output. */
  readonly values: Readonly<Record<string, unknown>>;
  /** How long one unit may take until it is ready. */
  readonly timeoutMs: number;
  /** By unit: what must hold before it counts as ready. */
  readonly gates?: Readonly<Record<string, readonly Gate[]>>;
  /** What must hold before anything may be written. */
  readonly protection?: Protection | undefined;
}

/** Where the environment is, as the connection file says. */
export interface Connection {
  readonly kubeconfig: string;
  readonly context: string;
  /** Where images are pushed to and pulled from: `localhost:5001`. */
  readonly registry: string;
  /** Stand-in registries: an image of host KEY is found under prefix VALUE. */
  readonly mirrors?: Readonly<Record<string, string>>;
}

/**
 * Gives the published image of each unit that has one. With `publish: false` it builds and pushes nothing, and leaves
 * out a unit whose image is not in the registry yet.
 */
export type ImageProvider = (
  units: readonly Unit[],
  options: DeployContext & { readonly publish: boolean },
) => Promise<ReadonlyMap<string, PublishedImage>>;

/**
 * Everything that decides what a unit is; undefined where that is not known. With its published image nothing is asked of
 * a registry; without it, the digests of its base images are.
 */
export type InputsProvider = (
  unit: Unit,
  options: { readonly image?: PublishedImage | undefined; readonly signal: AbortSignal },
) => Promise<UnitInputs | undefined>;

/** Asks whether the plan may be carried out. */
export type Approve = (plan: Plan, options: { readonly signal: AbortSignal }) => Promise<boolean>;

export interface DeployRequest {
  readonly environment: Environment;
  readonly connection: Connection;
  /** All units of the environment; the one without an image owns what no other unit does. */
  readonly units: readonly Unit[];
  /** Names of the units to deploy; all when absent. Objects of the others are neither applied nor pruned. */
  readonly only?: readonly string[];
  /** Units that the command was called for; that others are deployed as well is told. None was named when absent. */
  readonly named?: readonly string[] | undefined;
  readonly images: ImageProvider;
  /** Whether these are what another environment or revision runs, and say nothing of what this workspace holds. */
  readonly areImagesFromElsewhere?: boolean;
  /** A plan from a file, which is carried out exactly or refused. */
  readonly planned?: { readonly file: string; readonly plan: SavedPlan };
  /** The plan that was shown, by its hash: where something is to be changed and the plan is another one, it is refused. */
  readonly planHash?: string | undefined;
  /** Absent where it is not known what images are made from; then changes are not traced back to files. */
  readonly inputsOf?: InputsProvider | undefined;
  /** Only plan: nothing is built, pushed or written. */
  readonly planOnly?: boolean;
  /** Asked before the first write to the cluster, where the plan has any; nothing is asked when absent. */
  readonly approve?: Approve | undefined;
  /** Leave a unit that does not become ready as it is, instead of going back to its last revision. */
  readonly noRollback?: boolean;
  /** Where the evidence of a failed rollout is saved, absolute; none is when absent. */
  readonly evidenceFolder?: string;
  /** The commit that is deployed, for the ledger. */
  readonly commit?: string | undefined;
  /** By unit, the commit that it is of, where that is another one. */
  readonly commits?: ReadonlyMap<string, string>;
  /** Take objects over that exist and are not ours, such as those of a helm release. */
  readonly adopt?: boolean;
  /** Objects, as `KIND/NAME`, whose fields are taken over from other managers. */
  readonly forceConflicts?: readonly string[];
  /** Objects, as `KIND/NAME`, that may be deleted and made anew where a field cannot be changed. */
  readonly recreate?: readonly string[];
  /** Who deploys, for the ledger and for whoever waits for the lease. */
  readonly by?: string;
  /** What a person should know of the revisions that this deploy makes. */
  readonly note?: string;
  /** Refuse instead of waiting while another deploy owns the environment. */
  readonly noWait?: boolean;
  /** Where gates run their commands, absolute; the working directory when absent. */
  readonly workspaceRoot?: string;
  /** The chart's objects, where rendering it has begun already. */
  readonly rendered?: Promise<readonly KubernetesObject[]>;
  /** Of all units: what the chart is known to render to. */
  readonly recall?: Recall | undefined;
  /** Path of a helm 4 program to use instead of the bundled one. */
  readonly helm?: string;
}

/** What one deploy is about, for each of its steps. */
export interface DeployScope extends DeployContext {
  readonly request: DeployRequest;
  /** All units, each after those that it waits for. */
  readonly units: readonly Unit[];
  /** The units to deploy, in the same order. */
  readonly selected: readonly Unit[];
  readonly only: ReadonlySet<string>;
  /** Whether these are all, so that what belongs to none of them is to go. */
  readonly isWhole: boolean;
  readonly writes: WriteCount;
  /** Units whose images this deploy has built. */
  readonly built: ReadonlySet<string>;
  /** Learn each Secret that is read or rendered; what is reported, planned and thrown is masked with them. */
  readonly secrets: KnownSecrets;
}

/** How many of the planned writes are done, for whoever must say what state was left. */
export interface WriteCount {
  done: number;
  planned: number;
}

export interface DeployContext {
  readonly report: Report;
  /** Aborted by Ctrl-C: nothing is written after it. */
  readonly signal: AbortSignal;
}

export interface DeployResult {
  readonly outcome: 'deployed' | 'nothing-to-do' | 'planned';
  readonly plan: Plan;
  /** The plan as a file has it. */
  readonly savedPlan: SavedPlan;
  readonly units: readonly UnitOutcome[];
  readonly durationMs: number;
}
