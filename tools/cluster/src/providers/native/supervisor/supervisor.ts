import { identifyProcess, type ProcessIdentity } from '../../../host/process-identity.ts';
import { writeFileAtomically } from '../../../host/write-file.ts';
import type { Definition, Step, TaskName } from '../definition.ts';
import type { ClusterStatus, StepStatus } from './cluster-status.ts';
import { runComponent, type RunnerContext } from './component-runner.ts';
import { runTask } from './task-runner.ts';

export interface SupervisorOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly authority: string;
  readonly tasks: Readonly<Record<TaskName, (signal: AbortSignal) => Promise<void>>>;
  /** Called once, when every step has become ready for the first time. */
  readonly onReady: () => void;
  /** Aborted to stop: no step is started any more. */
  readonly stopping: AbortSignal;
}

/**
 * Runs the steps of a definition: each starts as soon as those it comes after have been ready once, and whatever ends
 * is started again. What it knows stands in the status file at any time.
 */
export class Supervisor {
  readonly #definition: Definition;
  readonly #options: SupervisorOptions;
  readonly #self: ProcessIdentity;
  readonly #startedAt = Date.now();
  readonly #statuses = new Map<string, StepStatus>();
  readonly #running: Promise<void>[] = [];
  #wasReady = false;

  constructor(definition: Definition, options: SupervisorOptions) {
    const self = identifyProcess(process.pid);
    if (!self) throw new Error('This process cannot read its own state in /proc');
    this.#self = self;
    this.#definition = definition;
    this.#options = options;
    for (const { name, kind } of definition.steps) {
      this.#statuses.set(name, { name, kind, state: 'waiting', restarts: 0, restartsInRow: 0 });
    }
  }

  /** Starts what can start, and the rest when its turn comes. */
  start(): void {
    this.#advance();
    this.#write();
  }

  /** Settles when every process has ended, after `stopping` was aborted. */
  async ended(): Promise<void> {
    this.#write();
    await Promise.all(this.#running);
  }

  get statuses(): readonly StepStatus[] {
    return [...this.#statuses.values()];
  }

  #advance(): void {
    if (this.#options.stopping.aborted) return;
    for (const step of this.#definition.steps) {
      const isWaiting = this.#statuses.get(step.name)?.state === 'waiting';
      if (isWaiting && step.after.every((name) => this.#wasEverReady(name))) {
        this.#running.push(this.#run(step));
      }
    }
    if (!this.#wasReady && this.statuses.every(({ state }) => state === 'ready')) {
      this.#wasReady = true;
      this.#options.onReady();
    }
  }

  #run(step: Step): Promise<void> {
    const { stopping, env, authority, tasks } = this.#options;
    const onChange = (change: Partial<StepStatus>) => this.#change(step.name, change);
    if (step.kind === 'task') return runTask(tasks[step.name], { stopping, onChange });
    const { logDir, dir } = this.#definition.layout;
    const context: RunnerContext = { logDir, workDir: dir, env, authority, stopping, onChange };
    return runComponent(step, context);
  }

  #wasEverReady(name: string): boolean {
    return this.#statuses.get(name)?.readyAfterMs !== undefined;
  }

  #change(name: string, change: Partial<StepStatus>): void {
    const before = this.#statuses.get(name);
    if (!before) return;
    const isFirstReady = change.state === 'ready' && before.readyAfterMs === undefined;
    const first = isFirstReady ? { readyAfterMs: Date.now() - this.#startedAt } : {};
    this.#statuses.set(name, { ...before, ...change, ...first });
    if (isFirstReady) this.#advance();
    this.#write();
  }

  #write(): void {
    const isReady = this.statuses.every(({ state }) => state === 'ready');
    const status: ClusterStatus = {
      version: 1,
      dir: this.#definition.layout.dir,
      definitionHash: this.#definition.hash,
      supervisor: this.#self,
      state: this.#options.stopping.aborted ? 'stopping' : isReady ? 'ready' : 'starting',
      steps: [...this.#statuses.values()],
    };
    writeFileAtomically(this.#definition.layout.statusFile, JSON.stringify(status));
  }
}
