import type { Source } from './source.ts';

/** hadolint's grades; all of BuildKit's checks are warnings. */
export type Severity = 'error' | 'warning' | 'info' | 'style';

/** What is questionable about one line of a Dockerfile. */
export interface Finding {
  /** The name that BuildKit or hadolint has for it: `WorkdirRelativePath`, `DL3008`. */
  readonly rule: string;
  /** The first line of the file is 1. */
  readonly line: number;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
}

/** One thing that a Dockerfile should not have, and how to see it. */
export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  readonly advice: string;
  readonly check: (source: Source) => readonly Flaw[];
}

/** Where a rule is broken, and by what. */
export interface Flaw {
  readonly line: number;
  readonly message: string;
}

/** A flaw for each of these places that has a message. */
export function flawsIn<Place extends { readonly line: number }>(
  places: readonly Place[],
  messageOf: (place: Place) => string | undefined,
): readonly Flaw[] {
  return places.flatMap((place) => {
    const message = messageOf(place);
    return message === undefined ? [] : [{ line: place.line, message }];
  });
}

/** Everything that breaks a rule, in the order of the lines. */
export function applyRules(rules: readonly Rule[], source: Source): readonly Finding[] {
  return rules
    .flatMap(({ name, severity, advice, check }) =>
      check(source).map(({ line, message }) => ({ rule: name, line, severity, message, advice })),
    )
    .sort((a, b) => a.line - b.line);
}
