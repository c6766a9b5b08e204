import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { bundledProgram, programCache } from '../../src/manifest/bundled-programs.ts';

export interface ForwardedService {
  readonly kubeconfig: string;
  readonly context: string;
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** A Service of the cluster at a port of this machine. */
export class PortForward {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
  }

  /** @throws Error when kubectl ends instead */
  static async open({
    kubeconfig,
    context,
    namespace,
    service,
    port,
  }: ForwardedService): Promise<PortForward> {
    const file = (await bundledProgram('kubectl', programCache)) ?? 'kubectl';
    const place = ['--kubeconfig', kubeconfig, '--context', context, '--namespace', namespace];
    const words = ['port-forward', `service/${service}`, `:${port}`, ...place];
    const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /^Forwarding from (127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(`http://${found}`);
    });
    child.once('exit', (code) => reject(new Error(`kubectl port-forward ended with exit code ${code}`)));
    return new PortForward(child, await promise);
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
