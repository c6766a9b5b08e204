import { wellKnownResource } from '../cluster/resources.ts';
import type { RolloutFact } from '../errors/rollout-errors.ts';
import { buildManifest, type ManifestObject } from '../manifest/manifest.ts';
import { pinImages } from '../manifest/pin-images.ts';
import type { Awaited } from '../rollout/judge.ts';
import type { Report } from '../report/events.ts';
import { rolloutError } from '../rollout/rollout-error.ts';
import { rolloutOf } from '../rollout/run-unit-work.ts';
import type { UnitWork } from '../rollout/unit-work.ts';
import { waitUntilReady } from '../rollout/wait.ts';
import { writeChange } from '../rollout/write-change.ts';
import type { PublishedImage } from '../unit.ts';
import { chartTests } from './chart-tests.ts';
import type { Gate } from './gate.ts';
import type { GateFailure } from './gate-failure.ts';

export type TestGate = Extract<Gate, { kind: 'test' }>;

/** Marks what a gate makes, beside the objects that the environment consists of. */
const gateLabel = 'todo-deploy/gate';

/**
 * Runs the chart's tests of a component as `helm test` does: one object after the other, Pods and Jobs to their end. What
 * was made is removed when all of them passed, and else left to be looked at; the next run begins by removing it.
 */
export async function passTestGate(
  gate: TestGate,
  work: UnitWork,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<GateFailure | undefined> {
  const component = gate.component ?? work.unit.name;
  const tests = await readTests(component, work);
  if (tests.length === 0) return noTests(component);
  const deadline = performance.now() + timeoutMs;
  for (const test of tests) {
    const made = await make(test, work);
    const failure = await awaitEnd(made, work, Math.max(0, deadline - performance.now()));
    if (failure) return failure;
  }
  const { cluster, signal } = work;
  await Promise.all(tests.map(({ ref }) => cluster.delete(ref, { signal })));
  return undefined;
}

async function readTests(component: string, work: UnitWork): Promise<readonly ManifestObject[]> {
  const { run, unit, signal } = work;
  const { environment, helm } = run.request;
  const rendered = await chartTests(component, { ...environment, helm, signal });
  run.secrets.learn(rendered);
  const images = imagesOf(work);
  const { units } = run;
  const pinned = rendered.map((object) => pinImages(object, { units, images, isUnpublishedAllowed: false }));
  return buildManifest(pinned, {
    units,
    namespace: environment.namespace,
    labels: { [gateLabel]: unit.name },
    isNamespaced: ({ apiVersion, kind }) => wellKnownResource(apiVersion, kind)?.isNamespaced ?? true,
  });
}

/** Those of this deploy, and what runs of units that it leaves alone. */
function imagesOf({ run, ledger, images }: UnitWork): ReadonlyMap<string, PublishedImage> {
  const running = run.units.flatMap(({ name, image }) => {
    const digest = ledger.units.get(name)?.digest;
    if (!image || !digest) return [];
    const repository = `${run.request.connection.registry}/${image.repository}`;
    return [[name, { unit: name, repository, digest, inputHash: image.inputHash }] as const];
  });
  return new Map([...running, ...images]);
}

async function make(entry: ManifestObject, { unit, cluster, signal }: UnitWork): Promise<Awaited> {
  const live = await cluster.get(entry.ref, { signal });
  const action = live ? 'replace' : 'create';
  const written = { unit: unit.name, ref: entry.ref, entry, uid: live?.metadata.uid ?? '' };
  const change = {
    ...written,
    action,
    why: 'a gate',
    fields: [],
    restartsPods: false,
    isSettled: false,
  } as const;
  const object = await writeChange(change, { cluster, writes: { done: 0, planned: 0 }, signal });
  return { ...entry.ref, ...(object?.metadata.uid && { uid: object.metadata.uid }) };
}

async function awaitEnd(ref: Awaited, work: UnitWork, timeoutMs: number): Promise<GateFailure | undefined> {
  if (ref.kind !== 'Job' && ref.kind !== 'Pod') return undefined;
  const labelSelector = `${gateLabel}=${work.unit.name}`;
  // What happens to a test is told by the gate's own events, but for where its evidence is.
  const report: Report = (event) => {
    if (event.type === 'evidence-saved') work.run.report(event);
  };
  const rollout = { ...rolloutOf(work), labelSelector, timeoutMs, report };
  const nothing = () => undefined;
  const options = { ...rollout, onStatus: nothing, onCause: nothing };
  const result = await waitUntilReady(work.cluster, [ref], options);
  if (result.outcome === 'ready') return undefined;
  const error = await rolloutError(result, rollout);
  const { object, detail, evidence, advice, bundle } = error.context as RolloutFact;
  return {
    detail: `${object}: ${error.code === 'ROLLOUT_TIMED_OUT' ? 'not over in time: ' : ''}${detail}`,
    evidence,
    advice,
    ...(bundle && { bundle }),
  };
}

function noTests(component: string): GateFailure {
  return {
    detail: `the chart has no test of component ${component}`,
    evidence: [],
    advice: `label a helm.sh/hook: test object app.kubernetes.io/component: ${component}, or take the gate out`,
  };
}
