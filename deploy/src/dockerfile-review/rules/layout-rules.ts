import { parsePairs } from '../../image/words.ts';
import { flawsIn, type Flaw, type Rule } from '../finding.ts';
import { chainOf, namesSet, ownOf, withKeyword, type Source, type Statement } from '../source.ts';
import { casingOf } from './stage-rules.ts';

/** BuildKit's checks of how instructions are written, and in which order. */
export const layoutRules: readonly Rule[] = [
  {
    name: 'NoEmptyContinuation',
    severity: 'warning',
    advice: 'remove the empty line, or make it a comment',
    check: (source) => source.statements.flatMap((statement) => emptyLinesIn(statement, source)),
  },
  {
    name: 'ConsistentInstructionCasing',
    severity: 'warning',
    advice: 'write all instructions in the same case',
    check: ({ statements }) => {
      const usual = usualCasing(statements);
      return flawsIn(statements, ({ written }) =>
        casingOf(written) === usual ? undefined : `${written} is not in ${usual} case as the others are`,
      );
    },
  },
  {
    name: 'InvalidDefinitionDescription',
    severity: 'warning',
    advice: 'begin the comment with that name, or leave a line free below it',
    check: (source) =>
      flawsIn(withKeyword(source, 'FROM', 'ARG'), (statement) => strangeDescription(statement, source)),
  },
  {
    name: 'LegacyKeyValueFormat',
    severity: 'warning',
    advice: 'write NAME=value',
    check: (source) =>
      flawsIn(withKeyword(source, 'ENV', 'LABEL'), ({ text, keyword, words: [first = ''] }) =>
        !first.includes('=') && parsePairs(text, source.escape)
          ? `${keyword} ${first} has no = between name and value`
          : undefined,
      ),
  },
  {
    name: 'MaintainerDeprecated',
    severity: 'warning',
    advice: 'write LABEL org.opencontainers.image.authors="…"',
    check: (source) => flawsIn(withKeyword(source, 'MAINTAINER'), () => 'MAINTAINER is deprecated'),
  },
  {
    name: 'JSONArgsRecommended',
    severity: 'warning',
    advice: 'write it as a list, ["program", "argument"], or choose the shell with SHELL',
    check: ({ stages }) =>
      stages.flatMap((stage) => {
        const hasShell = chainOf(stage).some((each) => withKeyword(each, 'SHELL').length > 0);
        return flawsIn(withKeyword(stage, 'CMD', 'ENTRYPOINT'), ({ keyword, isJson, isTrigger }) =>
          isJson || hasShell || isTrigger
            ? undefined
            : `${keyword} starts a shell, which does not hand signals on to the program`,
        );
      }),
  },
  {
    name: 'MultipleInstructionsDisallowed',
    severity: 'warning',
    advice: 'keep the last one only',
    check: ({ stages }) =>
      stages.flatMap((stage) =>
        ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].flatMap((keyword) =>
          flawsIn(withKeyword(ownOf(stage), keyword).slice(0, -1), () => {
            return `a later ${keyword} of the stage replaces this one`;
          }),
        ),
      ),
  },
  {
    name: 'WorkdirRelativePath',
    severity: 'warning',
    advice: 'write the whole path, from / on',
    check: ({ stages }) =>
      stages.flatMap((stage) => {
        if (stage.base && chainOf(stage.base).some((each) => withKeyword(each, 'WORKDIR').length > 0))
          return [];
        const first = withKeyword(ownOf(stage), 'WORKDIR').slice(0, 1);
        return flawsIn(first, ({ text }) =>
          isAbsolute(text) ? undefined : `${text} is below whatever folder the base image ends in`,
        );
      }),
  },
];

/** What begins with a variable counts as absolute, as only a build knows better. */
export function isAbsolute(path: string): boolean {
  return /^["']?([/$]|[A-Za-z]:[\\/])/.test(path);
}

/** Empty lines where an instruction goes on; a here-document may have them. */
function emptyLinesIn({ line, lastLine, text }: Statement, { lines }: Source): readonly Flaw[] {
  if (text.includes('\n')) return [];
  return lines.slice(line, lastLine).flatMap((content, index) => {
    if (content.trim() !== '') return [];
    return [{ line: line + index + 1, message: 'the line is empty, and the instruction goes on behind it' }];
  });
}

function usualCasing(statements: readonly Statement[]): 'upper' | 'lower' {
  const countOf = (casing: string) => statements.filter(({ written }) => casingOf(written) === casing).length;
  return countOf('lower') > countOf('upper') ? 'lower' : 'upper';
}

/** A comment right above a stage or an argument is shown as what describes it. */
function strangeDescription(
  statement: Statement,
  { lines, directives }: Pick<Source, 'lines' | 'directives'>,
): string | undefined {
  const above = statement.line - 1;
  const comment = /^\s*#\s*(?!hadolint\b)(\S+)/.exec(lines[above - 1] ?? '');
  const names = statement.keyword === 'FROM' ? statement.words.slice(2, 3) : namesSet(statement);
  if (!comment || above <= directives.size || names.length === 0) return undefined;
  return names.includes(comment[1] ?? '') ? undefined : `the comment above does not describe ${names[0]}`;
}
