import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { DeployEvent } from '../../../src/report/events.ts';
import type { FaultSite } from './fault-site.ts';
import type { WrittenRequest } from './run-deploy.ts';

/** A deploy in a process of its own, through the proxy of its site. */
export class DeployProcess {
  readonly events: DeployEvent[] = [];
  /** Its exit code, once it has ended; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #folder = mkdtempSync(join(tmpdir(), 'todo-deploy-process-'));

  private constructor(request: WrittenRequest) {
    const file = join(this.#folder, 'request.json');
    writeFileSync(file, JSON.stringify(request));
    const program = join(import.meta.dirname, 'run-deploy.ts');
    const { NODE_OPTIONS: _ofJest, ...env } = process.env;
    const child = spawn(process.execPath, [program, file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process = child;
    this.#lines = createInterface(child.stdout);
    this.#lines.on('line', (line) => this.events.push(JSON.parse(line) as DeployEvent));
    this.ended = Promise.all([once(child, 'exit'), once(this.#lines, 'close')]).then(() => {
      rmSync(this.#folder, { recursive: true });
      return child.exitCode;
    });
  }

  static async start(site: FaultSite): Promise<DeployProcess> {
    const { images, ...request } = site.wholeRequest();
    const context = { publish: false, report: () => undefined, signal: new AbortController().signal };
    const published = [...(await images(request.units, context)).values()];
    const started = new DeployProcess({ ...request, published });
    site.onMend(() => started.kill());
    return started;
  }

  /** Resolves when it has reported an event that is meant; rejects when it ends before. */
  async event(isMeant: (event: DeployEvent) => boolean): Promise<void> {
    const ended = this.ended.then((code) =>
      Promise.reject(new Error(`the deploy ended before, with ${code}`)),
    );
    ended.catch(() => undefined);
    while (!this.events.some(isMeant)) await Promise.race([once(this.#lines, 'line'), ended]);
  }

  send(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Ends it as a crash would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.send('SIGKILL');
    await this.ended;
  }
}
