import { posix } from 'node:path';
import dockerignore from '@balena/dockerignore';
import { flawsIn, type Flaw, type Rule } from '../finding.ts';
import { chainOf, namesSet, ownOf, withKeyword, type Source, type Statement } from '../source.ts';
import { variablesIn } from '../variables.ts';

/** BuildKit's checks of what instructions are given. */
export const valueRules: readonly Rule[] = [
  {
    name: 'UndefinedVar',
    severity: 'warning',
    advice:
      'declare it with ARG or ENV; where the base image sets it, leave it out with # check=skip=UndefinedVar',
    check: (source) => source.stages.flatMap((_, index) => undefinedIn(source, index)),
  },
  {
    name: 'SecretsUsedInArgOrEnv',
    severity: 'warning',
    advice:
      'hand it to the RUN that needs it with --mount=type=secret, and to the program when it is started',
    check: (source) =>
      withKeyword(source, 'ARG', 'ENV').flatMap((statement) =>
        namesSet(statement)
          .filter((name) => secret.test(name) && !harmless.test(name))
          .map((name) => ({
            line: statement.line,
            message: `${statement.keyword} ${name} stays in the image, where everybody can read it`,
          })),
      ),
  },
  {
    name: 'CopyIgnoredFile',
    severity: 'warning',
    advice: 'correct the source, or take it back in the ignore file with a line that begins with !',
    check: (source) =>
      withKeyword(source, 'COPY', 'ADD').flatMap((statement) => ignoredSources(statement, source)),
  },
  {
    name: 'ExposeProtoCasing',
    severity: 'warning',
    advice: 'write tcp or udp',
    check: (source) =>
      withKeyword(source, 'EXPOSE').flatMap(({ line, words }) =>
        words
          .filter((word) => /\/.*[A-Z]/.test(word) && !word.includes('$'))
          .map((word) => ({ line, message: `the protocol of ${word} has capitals` })),
      ),
  },
  {
    name: 'ExposeInvalidFormat',
    severity: 'warning',
    advice: 'name the port of the container alone; which port of the host leads there is said at its start',
    check: (source) =>
      withKeyword(source, 'EXPOSE').flatMap(({ line, words }) =>
        words
          .filter((word) => /^[^$]*:/.test(word))
          .map((word) => ({ line, message: `${word} is more than a port` })),
      ),
  },
];

const secret = /(^|_)(apikey|auth|credentials?|key|passw(or)?d|pword|secret|token)(_|$)/i;
const harmless = /(^|_)public(_|$)/i;

const filledIn = new Set([
  ...['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/** Variables that a stage uses and nobody sets, one after the other, as far as this file knows. */
function undefinedIn({ stages, escape }: Source, index: number): readonly Flaw[] {
  const stage = stages[index];
  if (!stage) return [];
  const earlier = chainOf(stage)
    .slice(0, -1)
    .flatMap((each) => ownOf(each).statements);
  const known = new Set(['PATH', ...earlier.flatMap(settings)]);
  return ownOf(stage).statements.flatMap((statement) => {
    const used = filledIn.has(statement.keyword) ? usesIn(statement, escape) : [];
    if (statement.keyword === 'ARG') settings(statement).forEach((name) => known.add(name));
    const unknown = used.filter(({ name, hasDefault }) => !hasDefault && !known.has(name));
    settings(statement).forEach((name) => known.add(name));
    return flawsIn(
      [...new Set(unknown.map(({ name }) => name))].map((name) => ({ line: statement.line, name })),
      ({ name }) => `$${name} is set neither by ARG nor by ENV above`,
    );
  });
}

function settings(statement: Statement): readonly string[] {
  return ['ARG', 'ENV'].includes(statement.keyword) ? namesSet(statement) : [];
}

function usesIn({ flags, text }: Statement, escape: string) {
  const [head = ''] = text.split('\n', 1);
  return [...flags.values(), head].flatMap((part = '') => variablesIn(part, escape));
}

/** Sources in the context that its ignore file keeps from the build. */
function ignoredSources(statement: Statement, { ignoreFile }: Source): readonly Flaw[] {
  if (ignoreFile === undefined || statement.flags.has('from')) return [];
  const matcher = dockerignore.default().add(ignoreFile);
  const back = takenBack(ignoreFile);
  const isIgnored = (path: string) =>
    path !== '' && matcher.ignores(path) && !back.some((each) => each.startsWith(`${path}/`));
  return statement.words
    .slice(0, -1)
    .filter((source) => !/^<<|^[a-z]+:\/\/|^git@|\$/.test(source) && isIgnored(normalize(source)))
    .map((source) => ({ line: statement.line, message: `${source} is left out by the ignore file` }));
}

/** What lines with `!` keep of a folder that is ignored otherwise. */
function takenBack(ignoreFile: string): readonly string[] {
  return ignoreFile
    .split(/\r?\n/)
    .flatMap((line) => (line.startsWith('!') ? [normalize(line.slice(1))] : []));
}

function normalize(path: string): string {
  return posix.normalize(path.trim()).replace(/^(\.?\/)+|\/+$|^\.$/g, '');
}
