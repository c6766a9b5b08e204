import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { V1Secret } from '@kubernetes/client-node';
import { bundledProgram, programCache } from '../../src/manifest/bundled-programs.ts';
import { parseManifests } from '../../src/manifest/parse-manifests.ts';
import type { KubernetesObject } from '../../src/cluster/kubernetes-object.ts';

export const chart = join(import.meta.dirname, '../../chart');
/** The chart that generators write into a workspace. */
export const servicesChart = join(import.meta.dirname, '../../templates/chart');

/** Values as they would be in a file; nested, and not checked here. */
export type Values = Readonly<Record<string, unknown>>;

export interface Rendering {
  readonly release?: string;
  readonly namespace?: string;
  /** Folder of the chart; the app's when absent. */
  readonly of?: string;
}

export interface ProgramResult {
  readonly exitCode: number;
  readonly output: string;
  readonly complaint: string;
}

/** Runs helm or kubectl to its end, whatever it ends with. `input` becomes its standard input. */
export async function run(
  program: 'helm' | 'kubectl',
  parameters: readonly string[],
  input = '',
): Promise<ProgramResult> {
  const file = (await bundledProgram(program, programCache)) ?? program;
  return new Promise((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(file, parameters, options, (error, output, complaint) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ exitCode, output, complaint });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Output of `helm template`, with the objects of `helm test`. */
export async function template(values: Values = {}, rendering: Rendering = {}): Promise<ProgramResult> {
  const { release = 'todo', namespace = 'somewhere', of = chart } = rendering;
  const parameters = ['template', release, of, '--namespace', namespace, '--values', '-'];
  return run('helm', parameters, JSON.stringify(values));
}

/** The objects that the chart renders. */
export async function render(values: Values = {}, rendering: Rendering = {}): Promise<ChartObjects> {
  const { exitCode, output, complaint } = await template(values, rendering);
  if (exitCode !== 0) throw new Error(complaint);
  return new ChartObjects(parseManifests(output));
}

/** What the chart says of values that it refuses. */
export async function refusal(values: Values, rendering: Rendering = {}): Promise<string> {
  const { exitCode, complaint } = await template(values, rendering);
  if (exitCode === 0) throw new Error(`The chart takes ${JSON.stringify(values)}`);
  return complaint;
}

/** An object as it is rendered, with the fields of the client's type for its kind. */
export type Rendered<Type> = KubernetesObject & Omit<Type, 'apiVersion' | 'kind' | 'metadata'>;

/** The objects of one rendering. */
export class ChartObjects {
  readonly all: readonly KubernetesObject[];

  constructor(all: readonly KubernetesObject[]) {
    this.all = all;
  }

  /** Objects of a kind, typed as the caller knows that kind to be. */
  ofKind<Type>(kind: string): readonly Rendered<Type>[] {
    return this.all.filter((object) => object.kind === kind) as Rendered<Type>[];
  }

  /** The one object of a kind whose name is `name`, or starts with it and a hash. */
  one<Type>(kind: string, name: string): Rendered<Type> {
    const pattern = new RegExp(`^${name}(-[0-9a-f]{8})?$`);
    const found = this.ofKind<Type>(kind).filter(({ metadata }) => pattern.test(metadata.name));
    const [object] = found;
    if (!object || found.length > 1) throw new Error(`${found.length} objects are ${kind}/${name}`);
    return object;
  }

  /** What a Secret holds. */
  secret(name: string): Readonly<Record<string, string>> {
    const { data = {} } = this.one<V1Secret>('Secret', name);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  }

  has(kind: string, name: string): boolean {
    return this.all.some((object) => object.kind === kind && object.metadata.name === name);
  }
}
