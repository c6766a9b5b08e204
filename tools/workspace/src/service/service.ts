import { formatFiles, generateFiles, logger, names, type GeneratorCallback, type Tree } from '@nx/devkit';
import { join } from 'node:path';
import { refuseName } from './refuse-name.ts';

export interface ServiceOptions {
  readonly name: string;
  readonly port: number;
  readonly skipFormat?: boolean;
}

const templates = join(import.meta.dirname, '../../templates/service');

/** The generator `service`: `apps/NAME` as the house has its services. `@todo/deploy:unit` gives it an image and pods. */
export async function service(
  tree: Tree,
  { name, port, skipFormat }: ServiceOptions,
): Promise<GeneratorCallback> {
  refuseName(tree, name);
  const { className, propertyName: variableName } = names(name);
  generateFiles(tree, templates, `apps/${name}`, { name, port, className, variableName });
  if (!skipFormat) await formatFiles(tree);
  return () => logger.info(nextSteps(name, port));
}

function nextSteps(name: string, port: number): string {
  return `
Next:
  npm install   takes the project into package-lock.json
  npx nx g @todo/deploy:unit ${name} --port=${port}   gives it a Dockerfile and a place in the chart
`;
}
