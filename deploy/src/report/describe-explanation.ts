import type { Explanation } from '../explain/explain-unit.ts';
import type { ObjectChange } from '../plan/plan.ts';
import { describeInputs } from './describe-inputs.ts';
import { describeField, describeImage } from './describe-plan.ts';
import { formatAge } from './format.ts';
import type { Style } from './style.ts';

/**
 * Lays out why a unit would, or would not, be built, applied and restarted.
 *
 * @param options.now milliseconds since 1970
 * @returns lines, each ended by a newline
 */
export function describeExplanation(
  explanation: Explanation,
  { style, now }: { readonly style: Style; readonly now: number },
): string {
  const { unit, conclusion, image, restarts, changes } = explanation;
  const imageText = image && describeImage(image);
  const rows: readonly (readonly [label: string, text: string])[] = [
    ...whatRuns(explanation, now),
    ...whatChanged(explanation),
    ...(imageText ? [['image', imageText] as const] : []),
  ];
  return [
    `${style('bold', unit)}: ${conclusion}`,
    ...rows.map((row) => line(row, style)),
    ...changes.flatMap((change) => describeChange(change, style)),
    ...restarts.map((object) => line(['restarts', `${object}, as its pod template changes`], style)),
    '',
  ].join('\n');
}

function line([label, text]: readonly [string, string], style: Style): string {
  return `  ${style('dim', label.padEnd(9))}${text}`;
}

function whatRuns({ runs }: Explanation, now: number): readonly (readonly [string, string])[] {
  if (!runs) return [];
  const { inputHash, revision, commit, deployedAt } = runs;
  const facts = [
    `revision ${revision}`,
    ...(inputHash ? [`input hash ${inputHash}`] : []),
    ...(commit ? [`commit ${commit}`] : []),
    `${formatAge(now - Date.parse(deployedAt))} ago`,
  ];
  return [['runs', facts.join(', ')]];
}

function whatChanged(explanation: Explanation): readonly (readonly [string, string])[] {
  const { inputs, inputHash, runs } = explanation;
  const here =
    inputHash === undefined || inputHash === runs?.inputHash ? [] : [['here', `input hash ${inputHash}`]];
  const named = describeInputs(inputs).map(({ label, text }) => [label, text]);
  const isUnknown = runs && here.length > 0 && named.length === 0;
  const unknown = isUnknown ? [['changed', 'unknown: what runs was made by an older todo-deploy']] : [];
  return [...here, ...named, ...unknown].map(([label = '', text = '']) => [label, text]);
}

function describeChange(change: ObjectChange, style: Style): readonly string[] {
  return [
    line([change.action, `${change.object}: ${change.why}`], style),
    ...change.fields.map((field) => `    ${describeField(field)}`),
  ];
}
