import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import { run, type ProgramResult } from './helm.ts';
import { serviceNames } from './values-table.ts';

/** The cluster that the integration specs are given. */
export interface TestCluster {
  readonly kubeconfig: string;
  readonly context: string;
  readonly registry: string;
}

/** @throws Error when the runner has not said which cluster it is */
export function testCluster(): TestCluster {
  const [kubeconfig, context, registry] = ['KUBECONFIG', 'CONTEXT', 'REGISTRY'].map((part) => {
    const value = process.env[`TODO_TEST_${part}`];
    if (!value) throw new Error(`TODO_TEST_${part} is not set: it names the cluster to test on`);
    return value;
  }) as [string, string, string];
  return { kubeconfig, context, registry };
}

/** A namespace in which only pods of the Pod Security level "restricted" are let in. */
export class RestrictedNamespace {
  readonly name = `chart-${randomBytes(4).toString('hex')}`;
  readonly #cluster: TestCluster;

  constructor(cluster: TestCluster) {
    this.#cluster = cluster;
  }

  async create(): Promise<void> {
    const levels = ['enforce', 'warn', 'audit'].map(
      (mode) => `pod-security.kubernetes.io/${mode}=restricted`,
    );
    await this.must('kubectl', ['create', 'namespace', this.name]);
    await this.must('kubectl', ['label', 'namespace', this.name, ...levels]);
    // Made by a controller, once it has seen the namespace; until then no pod is let in, and no token given.
    await this.must('kubectl', ['wait', 'serviceaccounts/default', '--for=create', '--timeout=60s']);
  }

  async remove(): Promise<void> {
    await this.must('kubectl', ['delete', 'namespace', this.name, '--wait=false']);
  }

  /** Runs a program on this namespace, whatever it ends with. */
  run(program: 'helm' | 'kubectl', parameters: readonly string[], input?: string): Promise<ProgramResult> {
    const { kubeconfig, context } = this.#cluster;
    const cluster = [
      '--kubeconfig',
      kubeconfig,
      program === 'helm' ? '--kube-context' : '--context',
      context,
    ];
    return run(program, [...parameters, ...cluster, '--namespace', this.name], input);
  }

  /** Its output. @throws Error with what the program says when it fails */
  async must(program: 'helm' | 'kubectl', parameters: readonly string[], input?: string): Promise<string> {
    const { exitCode, output, complaint } = await this.run(program, parameters, input);
    if (exitCode !== 0) throw new Error(`${program} ${parameters.join(' ')}: ${output}${complaint}`);
    return output;
  }

  /** What `kubectl get` finds, as `--output` asks for it. */
  async get(kinds: string, output: string): Promise<string> {
    return this.must('kubectl', ['get', kinds, '--output', output]);
  }
}

const published = z.object({
  type: z.literal('images'),
  images: z.array(z.object({ unit: z.string(), digest: z.string() })),
});

/**
 * Publishes what the workspace is now to the registry of the connection file, which is that of the test cluster too.
 *
 * @returns the chart's values for it
 */
export async function imageValues({ registry }: TestCluster): Promise<Record<'images' | 'services', object>> {
  const options = { maxBuffer: 16 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)('todo-deploy', ['images', '--json'], options);
  const lines = stdout.split('\n').filter((line) => line !== '');
  const found = lines.map((line) => published.safeParse(JSON.parse(line))).find(({ success }) => success);
  const images = found?.data?.images ?? [];
  const services = serviceNames();
  const valuesOf = (isWanted: (unit: string) => boolean) => {
    const wanted = images.filter(({ unit }) => isWanted(unit));
    return Object.fromEntries(wanted.map(({ unit, digest }) => [unit, { registry, digest }]));
  };
  return {
    images: valuesOf((unit) => !services.includes(unit)),
    services: valuesOf((unit) => services.includes(unit)),
  };
}
