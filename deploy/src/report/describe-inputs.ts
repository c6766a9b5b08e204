import type { InputChange } from '../inputs/diff-inputs.ts';
import type { InputKind } from '../inputs/unit-inputs.ts';

/** One line of what changed: of which kind it is, and its name with what is new of it. */
export interface InputLine {
  readonly label: string;
  readonly text: string;
}

/** How many of one kind are named; of the rest, the number is told. */
const namedMax = 5;

const labels = {
  file: 'file',
  dependency: 'package',
  'base image': 'base',
  configuration: 'project',
  variable: 'env',
  command: 'command',
  'other input': 'input',
  'chart file': 'chart',
  value: 'value',
} as const satisfies Readonly<Record<InputKind, string>>;

/** Files, packages and settings that changed, a handful of each kind by name. */
export function describeInputs(changes: readonly InputChange[]): readonly InputLine[] {
  const kinds = [...new Set(changes.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const ofKind = changes.filter((change) => change.kind === kind);
    const rest = ofKind.length - namedMax;
    const named = ofKind
      .slice(0, namedMax)
      .map((change) => ({ label: labels[kind], text: describe(change) }));
    return rest > 0 ? [...named, { label: labels[kind], text: `and ${rest} more` }] : named;
  });
}

function describe({ name, change, from, to }: InputChange): string {
  if (from !== undefined && to !== undefined)
    return `${name} ${from} → ${to}${from === to ? ', another one' : ''}`;
  const version = to ?? from;
  const named = version === undefined ? name : `${name} ${version}`;
  return { added: `${named} (new)`, changed: named, removed: `${named} (gone)` }[change];
}
