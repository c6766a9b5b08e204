import type { Cluster } from '../cluster/cluster.ts';
import { ensureNamespace, withdrawNamespace, type NamespaceState } from '../cluster/namespace.ts';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { DeployRequest, DeployScope } from '../deploy-request.ts';
import { DeployError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { pinManifest, type Manifest } from '../manifest/pin-manifest.ts';
import type { Report } from '../report/events.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import type { PublishedImage } from '../unit.ts';
import type { PlanOptions } from './agree-on-plan.ts';
import { buildPlan } from './build-plan.ts';
import { changedInputs } from './changed-inputs.ts';
import { changeSummary, computeChangeSet, goneUnits, type Change } from './change-set.ts';
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
  return compareManifest(manifest, { ...context, ...(run.built.size > 0 && { asShown }) });
}

/**
 * What bringing a manifest about would do. In a namespace that is not there nothing can be validated, so a deploy that may makes it first,
 * and takes it back when the cluster then refuses an object; a plan goes without.
 */
export async function compareManifest(
  manifest: Manifest,
  { run, cluster, ledger, images, mayCreateNamespace, asShown }: ComparisonContext,
): Promise<Comparison> {
  const { environment, planOnly = false } = run.request;
  const { exists: hasNamespace, createdUid } = await namespaceOf({
    run,
    cluster,
    ledger,
    mayCreateNamespace,
  });
  const { objects, undefinedKinds } = manifest;
  let areSecretsKnown = !ledger.hasOtherSecrets;
  const request = {
    cluster,
    ledger,
    manifest: objects,
    undefinedKinds,
    units: new Set([...run.only, ...goneUnits(run, ledger)]),
    hasNamespace,
    permissions: permissionsOf(run.request),
    onSecrets(secrets: readonly KubernetesObject[]) {
      run.secrets.learn(secrets);
      areSecretsKnown = true;
    },
    signal: run.signal,
  };
  try {
    const changes = await computeChangeSet(request);
    if (!areSecretsKnown && changes.some(quotesValues)) await learnLiveSecrets({ run, cluster });
    const hash = planHash({ run, ledger, images, changes });
    assertAsPlanned({ request: run.request, ledger, images, changes });
    await assertAsShown({ run, ledger, images, changes }, { hash, request, asShown });
    if (!planOnly) run.writes.planned = changes.filter(isChange).length;
    const inputs = await changedInputs({ run, cluster, ledger, images, changes });
    const plan = run.secrets.maskAll(
      buildPlan({ environment, units: run.selected, ledger, images, changes, hash, inputs }),
    );
    reportPlan(plan, run.report);
    reportOthers({ run, ledger, plan });
    return { manifest, plan, changes, summary: changeSummary(changes), hasNamespace };
  } catch (error) {
    if (error instanceof DeployError && quotingCodes.includes(error.code))
      await learnLiveSecrets({ run, cluster });
    if (createdUid !== undefined)
      await withdrawNamespace(cluster, { name: environment.namespace, uid: createdUid });
    throw error;
  }
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
