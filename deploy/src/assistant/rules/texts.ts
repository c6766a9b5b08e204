/** What `diagnose` says of one unit. */
export interface UnitText {
  readonly unit: string;
  readonly isHealthy: boolean;
  /** What is wrong, what shows it, what to do; empty where it is healthy. */
  readonly text: string;
}

/** Takes the text of the tool `diagnose` apart. */
export function readDiagnosisText(text: string): readonly UnitText[] {
  const starts = [...text.matchAll(/^([a-z0-9][-a-z0-9]*): (healthy|not healthy)$/gm)];
  return starts.map(({ 0: line, 1: unit = '', 2: state, index }, order) => {
    const end = starts[order + 1]?.index ?? text.length;
    const isHealthy = state === 'healthy';
    return { unit, isHealthy, text: isHealthy ? '' : text.slice(index + line.length, end).trim() };
  });
}

/** What `status` says of one unit. */
export interface StatusText {
  readonly unit: string;
  /** `ready`, or the state with its reason. */
  readonly state: string;
  readonly age: string;
  readonly drift: readonly string[];
}

/** Takes the text of the tool `status` apart. */
export function readStatusText(text: string): readonly StatusText[] {
  const lines = text.split('\n');
  const header = lines.findIndex((line) => line.startsWith('UNIT '));
  if (header < 0) return [];
  const head = lines[header] ?? '';
  const [commitAt, ageAt, imageAt, stateAt] = ['COMMIT', 'AGE', 'IMAGE', 'STATE'].map((title) =>
    head.indexOf(title),
  );
  return lines.slice(header + 1).flatMap((line, index) => {
    if (line === '' || line.startsWith(' ')) return [];
    const below = lines.slice(header + 2 + index);
    const end = below.findIndex((each) => !each.startsWith(' '));
    return {
      unit: line.slice(0, commitAt).trim(),
      age: line.slice(ageAt, imageAt).trim(),
      state: line.slice(stateAt).trim(),
      drift: below.slice(0, end).flatMap((each) => /^ {2}drift (.*)$/.exec(each)?.[1] ?? []),
    };
  });
}

/** The line of `status` that says a deploy is under way. */
export function deployUnderWay(text: string): string | undefined {
  return /^deploying: .*$/m.exec(text)?.[0];
}

/** The line of `history` that says how the last deploy ended. */
export function lastDeploy(text: string): { readonly line: string; readonly outcome: string } | undefined {
  const found = /^last deploy (finished|failed|running): .*$/m.exec(text);
  return found ? { line: found[0], outcome: found[1] ?? '' } : undefined;
}

/** `backend`, `backend and frontend`, `backend, deploy and frontend`. */
export function listing(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
