import { AppError } from '@todo/errors';
import type {
  DeployContext,
  DeployRequest,
  DeployResult,
  DeployScope,
  WriteCount,
} from './deploy-request.ts';
import { DeployError } from './errors.ts';
import { rolloutErrors } from './errors/rollout-errors.ts';
import type { Ledger } from './ledger/ledger.ts';
import { orderUnits } from './manifest/apply-order.ts';
import type { Change } from './plan/change-set.ts';
import type { Plan } from './plan/plan.ts';
import { savedPlan } from './plan/saved-plan.ts';
import type { DeployEvent, Phase, Report, UnitOutcome } from './report/events.ts';
import { stateText } from './report/format.ts';
import { createKnownSecrets } from './secrets/known-secrets.ts';
import type { PublishedImage, Unit } from './unit.ts';

/** What one deploy is about, and the running deploy as its reporters see it: phases, what was built, how it ended. */
export class DeployRun implements DeployScope {
  readonly request: DeployRequest;
  readonly signal: AbortSignal;
  readonly report: Report;
  readonly units: readonly Unit[];
  readonly selected: readonly Unit[];
  readonly only: ReadonlySet<string>;
  readonly isWhole: boolean;
  readonly writes: WriteCount = { done: 0, planned: 0 };
  readonly secrets = createKnownSecrets();
  readonly #startedAt = performance.now();
  readonly #built = new Set<string>();
  readonly #unwritten = new Set<string>();
  readonly #written: string[] = [];

  /** @throws DeployError UNITS_CYCLIC */
  constructor(request: DeployRequest, context: DeployContext) {
    this.request = request;
    this.signal = context.signal;
    this.units = orderUnits(request.units);
    this.only = new Set(request.only ?? this.units.map(({ name }) => name));
    this.isWhole = request.only === undefined;
    this.selected = this.units.filter(({ name }) => this.only.has(name));
    this.report = (event) => {
      this.#note(event);
      context.report(this.secrets.maskAll(event));
    };
  }

  /** Runs a deploy to its last event; whatever it throws is reported, and cancellation made an error of its own. */
  async toEnd(deploy: () => Promise<DeployResult>): Promise<DeployResult> {
    const { name: environment, namespace } = this.request.environment;
    this.report({
      type: 'deploy-started',
      environment,
      namespace,
      units: this.selected.map(({ name }) => name),
    });
    try {
      const result = await deploy();
      const { outcome, units, durationMs } = result;
      this.report({ type: 'deploy-finished', outcome, units, durationMs });
      return result;
    } catch (error) {
      const failure = this.signal.aborted ? this.#cancelled(error) : error;
      this.secrets.maskError(failure);
      this.#tellWrites(failure);
      if (failure instanceof AppError) this.report(this.#failed(failure));
      throw failure;
    }
  }

  /** Times a phase and says what came of it. */
  async phase<Result>(
    phase: Phase,
    work: () => Promise<Result>,
    summarize: (result: Result) => string,
  ): Promise<Result> {
    this.signal.throwIfAborted();
    const startedAt = performance.now();
    this.report({ type: 'phase-started', phase });
    const result = await work();
    const durationMs = Math.round(performance.now() - startedAt);
    this.report({ type: 'phase-finished', phase, durationMs, summary: summarize(result) });
    return result;
  }

  result(outcome: DeployResult['outcome'], found: Found): DeployResult {
    const units = this.selected.map((unit) => this.#outcomeOf(unit, found));
    const saved = savedPlan({ request: this.request, ...found });
    return { outcome, plan: found.plan, savedPlan: saved, units, durationMs: this.#durationMs() };
  }

  /** Whether an image was built, which may have taken minutes. */
  get hasBuilt(): boolean {
    return this.#built.size > 0;
  }

  get built(): ReadonlySet<string> {
    return this.#built;
  }

  #note(event: DeployEvent): void {
    if (event.type === 'image-published') this.#built.add(event.unit);
    if (event.type === 'object-planned' && event.action !== 'unchanged') this.#unwritten.add(event.object);
    if (event.type === 'object-applied' && this.#unwritten.delete(event.object))
      this.#written.push(event.object);
  }

  /** What was written and what was not, where a deploy could not go on. */
  #tellWrites(failure: unknown): void {
    const isOfRollout = failure instanceof DeployError && failure.code in rolloutErrors;
    const isCancelled = failure instanceof DeployError && failure.code === 'DEPLOY_CANCELLED';
    if ((isOfRollout && !isCancelled) || this.#unwritten.size === 0) return;
    const written = this.#written.join(', ') || 'nothing';
    const unwritten = [...this.#unwritten].join(', ');
    this.report({
      type: 'note',
      message: `written: ${written}; not written, as far as is known: ${unwritten}`,
    });
  }

  #outcomeOf(unit: Unit, { changes, images }: Found): UnitOutcome {
    const own = changes.filter((change) => change.unit === unit.name);
    const changed = own.filter(({ action }) => action !== 'unchanged').length;
    const image = images.get(unit.name);
    return {
      unit: unit.name,
      ...(image && { digest: image.digest }),
      built: this.#built.has(unit.name),
      restarted: own.some(({ restartsPods }) => restartsPods),
      objects: { changed, unchanged: own.length - changed },
    };
  }

  #durationMs(): number {
    return Math.round(performance.now() - this.#startedAt);
  }

  #cancelled(error: unknown): unknown {
    if (error instanceof DeployError && error.code === 'DEPLOY_CANCELLED') return error;
    const { name: environment } = this.request.environment;
    return new DeployError('DEPLOY_CANCELLED', { environment, state: stateText(this.writes) }, error);
  }

  #failed({ code, message, hint }: AppError): DeployEvent {
    return { type: 'deploy-failed', code, message, hint, durationMs: this.#durationMs() };
  }
}

interface Found {
  readonly plan: Plan;
  readonly changes: readonly Change[];
  readonly images: ReadonlyMap<string, PublishedImage>;
  readonly ledger: Ledger;
}
