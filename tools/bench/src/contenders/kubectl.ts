import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { Access } from '../cluster/connection.ts';
import type { Command } from '../measure/run-program.ts';
import { releaseName, type Contender, type Release, type Values } from './contender.ts';

/** `kubectl apply` and `kubectl diff` of the objects that a chart renders, which are rendered before and not measured. */
export function kubectl(
  bench: Bench,
  release: Release,
): { readonly apply: Contender; readonly diff: Contender } {
  const { namespace } = release;
  const verb = (words: readonly string[], exitCodes: readonly number[]): Contender => ({
    name: `kubectl ${words.join(' ')}`,
    load: (values) => render(bench, release, values),
    async deploy(access, options) {
      const ofFile = [...words, '--filename', await objectsFile(bench, release)];
      return bench.run(kubectlCommand(bench, { access, namespace }, ofFile), { exitCodes, ...options });
    },
  });
  return {
    apply: verb(['apply', '--server-side'], [0]),
    // It ends with 1 when it shows differences, as it does for volume claims in a StatefulSet that has none.
    diff: { ...verb(['diff', '--server-side'], [0, 1]), runsMax: 3 },
  };
}

interface Place {
  readonly access: Access;
  readonly namespace: string;
}

/** A call of kubectl in one namespace. */
export function kubectlCommand(
  { programs }: Bench,
  { access, namespace }: Place,
  words: readonly string[],
): Command {
  const { kubeconfig, context } = access;
  const place = ['--kubeconfig', kubeconfig, '--context', context, '--namespace', namespace];
  return [programs.kubectl, ...place, ...words];
}

async function render(bench: Bench, release: Release, values: Values): Promise<void> {
  const { chart, namespace } = release;
  const words = ['template', releaseName, chart, '--namespace', namespace, '--values', '-', '--skip-tests'];
  const { output } = await bench.run([bench.programs.helm, ...words], { input: JSON.stringify(values) });
  await writeFile(await objectsFile(bench, release), output.join('\n'));
}

async function objectsFile(bench: Bench, { namespace }: Release): Promise<string> {
  return join(await bench.folder(namespace), 'objects.yaml');
}
