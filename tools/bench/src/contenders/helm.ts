import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { releaseName, type Contender, type Release } from './contender.ts';

/** `helm upgrade --install` of a chart. */
export function helm(bench: Bench, { chart, namespace, words = [] }: Release): Contender {
  const valuesFile = async () => join(await bench.folder(namespace), 'values.json');
  return {
    name: ['helm upgrade --install', ...words].join(' '),
    load: async (values) => writeFile(await valuesFile(), JSON.stringify(values)),
    deploy: async ({ kubeconfig, context }, options) =>
      bench.run(
        [
          ...([bench.programs.helm, 'upgrade', '--install', releaseName, chart] as const),
          ...['--kubeconfig', kubeconfig, '--kube-context', context, '--namespace', namespace],
          ...['--values', await valuesFile(), ...words],
        ],
        options,
      ),
  };
}
