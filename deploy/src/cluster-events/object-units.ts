import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { Ledger } from '../ledger/ledger.ts';

export interface NamedObject {
  readonly kind: string;
  readonly name: string;
}

/** The unit that an object of the environment's namespace belongs to; undefined when it is none of the environment's. */
export type UnitOf = (object: NamedObject) => string | undefined;

/**
 * Tells whose objects are whose: those of the ledger by its records, those that their controllers made by their owners. One
 * that is gone, or that has no owner, such as the claim of a StatefulSet's pod, is known by the name it was given.
 *
 * @param made ReplicaSets and pods of the namespace
 */
export function unitsOfObjects(
  { units, pending }: Pick<Ledger, 'units' | 'pending'>,
  made: readonly KubernetesObject[],
): UnitOf {
  const recorded = [...units].flatMap(([unit, { objects }]) =>
    objects.map((object) => ({ ...object, unit })),
  );
  const declared = new Map([...pending, ...recorded].map((object) => [keyOf(object), object.unit]));
  const owners = new Map(
    made.map((object) => [keyOf({ kind: object.kind, name: object.metadata.name }), ownerOf(object)]),
  );
  return (object) => {
    const top = topOf(object, owners);
    const unit = declared.get(keyOf(top));
    return unit !== undefined || owners.has(keyOf(top)) ? unit : unitByName(top, [...pending, ...recorded]);
  };
}

function keyOf({ kind, name }: NamedObject): string {
  return `${kind}/${name}`;
}

function ownerOf({ metadata }: KubernetesObject): NamedObject | undefined {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}

function topOf(object: NamedObject, owners: ReadonlyMap<string, NamedObject | undefined>): NamedObject {
  const owner = owners.get(keyOf(object));
  return owner ? topOf(owner, owners) : object;
}

/** The letters of what controllers add to names, which make no words. */
const letters = '[bcdfghjklmnpqrstvwxz2456789]';

/** What is added to the name of a workload, by its kind and that of what is made for it. */
const endings: Readonly<Record<string, RegExp>> = {
  'Deployment ReplicaSet': new RegExp(`^-${letters}{1,10}$`),
  'Deployment Pod': new RegExp(`^-${letters}{1,10}-${letters}{5}$`),
  'ReplicaSet Pod': new RegExp(`^-${letters}{5}$`),
  'DaemonSet Pod': new RegExp(`^-${letters}{5}$`),
  'Job Pod': new RegExp(`^-${letters}{5}$`),
  'CronJob Job': /^-\d+$/,
  'CronJob Pod': new RegExp(`^-\\d+-${letters}{5}$`),
  'StatefulSet Pod': /^-\d+$/,
};

type Workload = NamedObject & { readonly unit: string };

function unitByName({ kind, name }: NamedObject, declared: readonly Workload[]): string | undefined {
  const makers = declared.filter((workload) =>
    kind === 'PersistentVolumeClaim'
      ? workload.kind === 'StatefulSet' && /-\d+$/.exec(name)?.index === endOf(workload.name, name)
      : name.startsWith(workload.name) &&
        endings[`${workload.kind} ${kind}`]?.test(name.slice(workload.name.length)),
  );
  return makers.toSorted((a, b) => b.name.length - a.name.length)[0]?.unit;
}

/** Where `-PART` ends that a claim's name, `VOLUME-PART-0`, has after its first letter; -1 when it has none. */
function endOf(part: string, name: string): number {
  const start = name.lastIndexOf(`-${part}-`);
  return start > 0 ? start + part.length + 1 : -1;
}
