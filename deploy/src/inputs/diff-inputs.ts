import { inputKinds, type InputKind, type UnitInputs } from './unit-inputs.ts';

/** One input that is another than it was. */
export interface InputChange {
  readonly kind: InputKind;
  /** Path, package, image, project, variable or value. */
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** The former version of a dependency, or digest of a base image. */
  readonly from?: string;
  readonly to?: string;
}

/** What differs between two inputs, by kind in the order of `inputKinds`, then by name. */
export function diffInputs(from: UnitInputs, to: UnitInputs): readonly InputChange[] {
  return inputKinds.flatMap((kind) => {
    const [before, after] = [from[kind] ?? {}, to[kind] ?? {}];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names
      .filter((name) => before[name] !== after[name])
      .map((name) => ({ kind, name, ...changeOf(kind, before[name], after[name]) }));
  });
}

function changeOf(kind: InputKind, from: string | undefined, to: string | undefined) {
  const change = from === undefined ? 'added' : to === undefined ? 'removed' : 'changed';
  return { change, ...shown(kind, 'from', from), ...shown(kind, 'to', to) } as const;
}

/** Versions and digests say something to people; hashes only say that something changed. */
function shown(kind: InputKind, side: 'from' | 'to', value: string | undefined) {
  if (value === undefined || (kind !== 'dependency' && kind !== 'base image')) return {};
  return { [side]: value.replace(/#.*/, '') };
}
