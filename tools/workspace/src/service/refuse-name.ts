import { readJson, type Tree } from '@nx/devkit';

interface ChartSchema {
  readonly properties: {
    readonly services: { readonly propertyNames: { readonly not: { readonly enum: readonly string[] } } };
  };
}

/**
 * A name that is taken, or that the chart would refuse.
 *
 * @throws Error
 */
export function refuseName(tree: Tree, name: string): void {
  if (tree.exists(`apps/${name}`))
    throw new Error(`apps/${name}: is there already; choose another name, or delete it first`);
  const { services } = readJson<ChartSchema>(tree, 'deploy/chart/values.schema.json').properties;
  const taken = services.propertyNames.not.enum;
  if (taken.includes(name))
    throw new Error(
      `Service ${name}: the chart has objects of that name; choose none of ${taken.join(', ')}`,
    );
}
