import type { Cluster } from '../cluster/cluster.ts';
import { ensureNamespace, withdrawNamespace, type NamespaceState } from '../cluster/namespace.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { DeployRequest, DeployScope } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { pinManifest, type Manifest } from '../manifest/pin-manifest.ts';
import type { Recall } from '../recall/recall.ts';
import type { Report } from '../report/events.ts';
import { isDone } from '../rollout/unit-work.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import type { PublishedImage } from '../unit.ts';
import type { PlanOptions } from './agree-on-plan.ts';
import { buildPlan } from './build-plan.ts';
import { changedInputs } from './changed-inputs.ts';
import {
  changeSummary,
  computeChangeSet,
  goneUnits,
  settledChangeSet,
  type Change,
  type ChangeSetRequest,
} from './change-set.ts';
import type { Permissions } from './decide-change.ts';
import { otherUnits, type OtherUnitsFacts } from './other-units.ts';
import { assertAsShown } from './assert-as-shown.ts';
import { planHash } from './plan-hash.ts';
import type { Plan } from './plan.ts';
import { savedPlan, whatMoved, type PlannedFacts } from './saved-plan.ts';

export interface Comparison {
  readonly manifest: Manifest;
  readonly plan: Plan;
  readonly changes: readonly Change[];
  readonly summary: string;
  readonly hasNamespace: boolean;
}

interface ComparisonContext extends PlanOptions {
  readonly run: DeployScope;
  readonly cluster: Cluster;
  readonly ledger: Ledger;
  readonly images: ReadonlyMap<string, PublishedImage>;
  /** The manifest as a plan showed it before images were built; absent where none was. */
  readonly asShown?: (() => Promise<Manifest>) | undefined;
}

/** What the deploy of a rendered chart would do. */
export async function compareWithCluster(
  rendered: readonly KubernetesObject[],
  context: ComparisonContext,
): Promise<Comparison> {
  const { run, images } = context;
  const unbuilt = new Map([...images].filter(([unit]) => !run.built.has(unit)));
  const { units, only, request, signal } = run;
  const planning = { units, only, signal, request: { ...request, planOnly: true } };
  const asShown = () => pinManifest(rendered, { ...context, run: planning, images: unbuilt });
  const manifest = await pinManifest(rendered, context);
  const comparison = await compareManifest(manifest, { ...context, ...(run.built.size > 0 && { asShown }) });
  if (comparison.changes.every(isDone)) request.recall?.keep(manifest, context);
  return comparison;
}

/** The same where it is known that the chart renders to what the cluster holds; undefined where it must be rendered to tell. */
export async function compareWithRecall(
  recall: Recall,
  context: ComparisonContext,
): Promise<Comparison | undefined> {
  const manifest = recall.manifest(context);
  if (!manifest) return undefined;
  const request = { ...changeSetRequest(manifest, context), hasNamespace: true };
  const changes = await settledChangeSet(request);
  return changes && conclude(changes, { ...context, manifest, request });
}

/**
 * What bringing a manifest about would do. In a namespace that is not there nothing can be validated, so a deploy that may makes it first,
 * and takes it back when the cluster then refuses an object; a plan goes without.
 */
export async function compareManifest(manifest: Manifest, context: ComparisonContext): Promise<Comparison> {
  const { run, cluster, ledger } = context;
  const { exists: hasNamespace, createdUid } = await namespaceOf(context);
  let areSecretsKnown = !ledger.hasOtherSecrets;
  const request = {
    ...changeSetRequest(manifest, context),
    hasNamespace,
    onSecrets(secrets: readonly KubernetesObject[]) {
      run.secrets.learn(secrets);
      areSecretsKnown = true;
    },
  };
  try {
    const changes = await computeChangeSet(request);
    if (!areSecretsKnown && changes.some(quotesValues)) await learnLiveSecrets({ run, cluster });
    return await conclude(changes, { ...context, manifest, request });
  } catch (error) {
    if (error instanceof DeployError && quotingCodes.includes(error.code))
      await learnLiveSecrets({ run, cluster });
    if (createdUid !== undefined)
      await withdrawNamespace(cluster, { name: run.request.environment.namespace, uid: createdUid });
    throw error;
  }
}

function changeSetRequest(
  { objects, undefinedKinds }: Manifest,
  { run, cluster, ledger }: ComparisonContext,
) {
  return {
    ...{ cluster, ledger, undefinedKinds },
    manifest: objects,
    units: new Set([...run.only, ...goneUnits(run, ledger)]),
    permissions: permissionsOf(run.request),
    onSecrets: run.secrets.learn,
    signal: run.signal,
  };
}

interface Conclusion extends ComparisonContext {
  readonly manifest: Manifest;
  readonly request: ChangeSetRequest;
}

/** Makes the plan of the changes, and tells it, where it is the one that was agreed to. */
async function conclude(
  changes: readonly Change[],
  { run, cluster, ledger, images, manifest, request, asShown }: Conclusion,
): Promise<Comparison> {
  const { environment, planOnly = false } = run.request;
  const facts = { run, ledger, images, changes };
  const hash = planHash(facts);
  assertAsPlanned({ ...facts, request: run.request });
  await assertAsShown(facts, { hash, request, asShown });
  if (!planOnly) run.writes.planned = changes.filter(isChange).length;
  const inputs = await changedInputs({ ...facts, cluster });
  const plan = run.secrets.maskAll(buildPlan({ ...facts, environment, units: run.selected, hash, inputs }));
  reportPlan(plan, run.report);
  reportOthers({ run, ledger, plan });
  const { hasNamespace } = request;
  return { manifest, plan, changes, summary: changeSummary(changes), hasNamespace };
}

/** Errors that quote what the cluster holds or refuses. */
const quotingCodes: readonly string[] = ['APPLY_CONFLICT', 'OBJECT_REFUSED', 'FIELD_IMMUTABLE'];

/** An image is no secret, and a new one the most usual change. */
function quotesValues({ fields }: Change): boolean {
  return fields.some(({ path }) => !path.endsWith('.image'));
}

/** What other objects hold may quote a Secret that only the cluster has, such as a generated one. */
async function learnLiveSecrets({ run, cluster }: Pick<ComparisonContext, 'run' | 'cluster'>): Promise<void> {
  const { namespace } = run.request.environment;
  await learnSecrets(cluster, { namespace, secrets: run.secrets, signal: run.signal });
}

function reportOthers(facts: OtherUnitsFacts & { readonly run: DeployScope }): void {
  for (const other of otherUnits(facts)) facts.run.report({ type: 'unit-differs', ...other });
}

function reportPlan({ units }: Plan, report: Report): void {
  for (const { unit, image, changes } of units) {
    if (image && image.from !== image.to) report({ type: 'image-planned', unit, ...image });
    for (const { object, action, why, restartsPods } of changes) {
      const restart = restartsPods ? { restartsPods } : {};
      report({ type: 'object-planned', unit, object, action, why, ...restart });
    }
  }
}

/** @throws DeployError PLAN_OUTDATED where a plan from a file is to be carried out and no longer holds */
function assertAsPlanned(facts: PlannedFacts): void {
  const { planned } = facts.request;
  const moved = planned ? whatMoved(planned.plan, savedPlan(facts)) : [];
  if (planned && moved.length > 0) throw new DeployError('PLAN_OUTDATED', { file: planned.file, moved });
}

function isChange({ action }: Change): boolean {
  return action !== 'unchanged';
}

export function permissionsOf(request: DeployRequest): Permissions {
  const { adopt = false, forceConflicts = [], recreate = [] } = request;
  return { adopt, forceConflicts: new Set(forceConflicts), recreate: new Set(recreate) };
}

async function namespaceOf({
  run,
  cluster,
  ledger,
  mayCreateNamespace,
}: Omit<ComparisonContext, 'images'>): Promise<NamespaceState> {
  const { request, signal } = run;
  if (ledger.exists) return { exists: true };
  return ensureNamespace(cluster, {
    name: request.environment.namespace,
    mayCreate: mayCreateNamespace,
    signal,
  });
}
