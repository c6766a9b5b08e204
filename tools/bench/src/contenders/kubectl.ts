import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { releaseName, type Contender, type Release, type Values } from './contender.ts';

/** `kubectl apply` and `kubectl diff` of the objects that a chart renders, which are rendered before and not measured. */
export function kubectl(
  bench: Bench,
  release: Release,
): { readonly apply: Contender; readonly diff: Contender } {
  const verb = (words: readonly string[], exitCodes: readonly number[]): Contender => ({
    name: `kubectl ${words.join(' ')}`,
    load: (values) => render(bench, release, values),
    deploy: async ({ kubeconfig, context }, options) =>
      bench.run(
        [
          ...([bench.programs.kubectl, '--kubeconfig', kubeconfig, '--context', context] as const),
          ...['--namespace', release.namespace, ...words, '--filename', await objectsFile(bench, release)],
        ],
        { exitCodes, ...options },
      ),
  });
  // diff ends with 1 when it shows differences, as it does for volume claims in a StatefulSet that has none.
  return { apply: verb(['apply', '--server-side'], [0]), diff: verb(['diff', '--server-side'], [0, 1]) };
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
