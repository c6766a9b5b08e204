import { flawsIn, type Flaw, type Rule } from '../finding.ts';
import { runsOf } from '../run-commands.ts';
import { chainOf, namesSet, ownOf, withKeyword, type Stage, type Statement } from '../source.ts';
import { variablesIn } from '../variables.ts';
import { isAbsolute } from './layout-rules.ts';

/** hadolint's rules of single instructions. */
export const instructionRules: readonly Rule[] = [
  {
    name: 'DL3000',
    severity: 'error',
    advice: 'write the whole path, from / on',
    check: (source) =>
      flawsIn(withKeyword(ownOf(source), 'WORKDIR'), ({ text }) =>
        isAbsolute(text) ? undefined : `${text} is not an absolute path`,
      ),
  },
  {
    name: 'DL3011',
    severity: 'error',
    advice: 'name a port from 0 to 65535',
    check: (source) =>
      flawsIn(withKeyword(source, 'EXPOSE'), ({ words }) => {
        const port = words.find((word) => word.split(/[-/]/).some((part) => Number(part) > 65_535));
        return port === undefined ? undefined : `${port} is no port`;
      }),
  },
  {
    name: 'DL3020',
    severity: 'error',
    advice: 'use COPY, which does nothing but copy',
    check: (source) =>
      flawsIn(withKeyword(source, 'ADD'), ({ words }) => {
        const plain = words.slice(0, -1).find((word) => !archive.test(word) && !/^https?:\/\//.test(word));
        return plain === undefined ? undefined : `ADD ${plain} is neither an archive nor a URL`;
      }),
  },
  {
    name: 'DL3021',
    severity: 'error',
    advice: 'end the target with /',
    check: (source) =>
      flawsIn(withKeyword(source, 'COPY'), ({ words }) =>
        words.length > 2 && !/\/$/.test(words.at(-1) ?? '')
          ? `${words.at(-1)} is to hold several files`
          : undefined,
      ),
  },
  {
    name: 'DL3025',
    severity: 'warning',
    advice: 'write it as a list, ["program", "argument"]',
    check: (source) =>
      flawsIn(withKeyword(source, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'), ({ keyword, isJson, text }) =>
        isJson || /^(none$|cmd\s+\[)/i.test(text) ? undefined : `${keyword} starts a shell`,
      ),
  },
  {
    name: 'DL3044',
    severity: 'error',
    advice: 'set it in an ENV of its own above',
    check: ({ stages, escape }) => stages.flatMap((stage) => selfReferences(stage, escape)),
  },
  {
    name: 'DL3045',
    severity: 'warning',
    advice: 'set WORKDIR above, or write the whole path',
    check: ({ stages }) =>
      stages.flatMap((stage) => {
        if (stage.base && chainOf(stage.base).some((each) => withKeyword(each, 'WORKDIR').length > 0))
          return [];
        const first = withKeyword(ownOf(stage), 'WORKDIR')[0]?.line ?? Infinity;
        const copies = withKeyword(ownOf(stage), 'COPY').filter(({ line }) => line < first);
        return flawsIn(copies, ({ words }) =>
          isAbsolute(words.at(-1) ?? '') ? undefined : `where ${words.at(-1)} is, the base image says`,
        );
      }),
  },
  {
    name: 'DL3059',
    severity: 'info',
    advice: 'make them one RUN with &&',
    check: ({ stages }) => stages.flatMap((stage) => dividedRuns(stage)),
  },
  {
    name: 'DL3064',
    severity: 'warning',
    advice:
      'hand it to the RUN that needs it with --mount=type=secret, and to the program when it is started',
    check: (source) =>
      flawsIn(withKeyword(source, 'ARG', 'ENV'), (statement) => {
        const name = namesSet(statement).find((each) => secret.test(each));
        return name === undefined ? undefined : `${statement.keyword} ${name} stays in the image`;
      }),
  },
  {
    name: 'DL4000',
    severity: 'error',
    advice: 'write LABEL org.opencontainers.image.authors="…"',
    check: (source) => flawsIn(withKeyword(source, 'MAINTAINER'), () => 'MAINTAINER is deprecated'),
  },
  {
    name: 'DL4003',
    severity: 'warning',
    advice: 'keep the last one only',
    check: ({ stages }) => stages.flatMap((stage) => secondOf(stage, 'CMD')),
  },
  {
    name: 'DL4004',
    severity: 'error',
    advice: 'keep the last one only',
    check: ({ stages }) => stages.flatMap((stage) => secondOf(stage, 'ENTRYPOINT')),
  },
];

const archive = /\.(tar|Z|bz2|gz|lz|lzma|tZ|tb2|tbz2?|tgz|tlz|tpz|txz|xz|zip)["']?$/;

const secret =
  /api_key|client_key|password|private|secret|token|username|^(application_key|aws_access_key_id|docker_email|ci_deploy_user|heroku_api_user)$/i;

function secondOf(stage: Stage, keyword: string): readonly Flaw[] {
  const found = withKeyword(ownOf(stage), keyword);
  return flawsIn(found.slice(1), () => `the stage has a ${keyword} above, which this one replaces`);
}

/** A variable that an ENV sets is not there yet for the others of the same ENV. */
function selfReferences(stage: Stage, escape: string): readonly Flaw[] {
  const known = new Set<string>();
  return withKeyword(stage, 'ENV', 'ARG').flatMap((statement) => {
    const names = namesSet(statement);
    const used = statement.keyword === 'ENV' ? variablesIn(statement.text, escape) : [];
    const own = used.find(({ name }) => names.includes(name) && !known.has(name) && name !== 'PATH');
    names.forEach((name) => known.add(name));
    return own ? [{ line: statement.line, message: `$${own.name} is set by this very ENV` }] : [];
  });
}

/** Neighbouring RUN that are short and have the same flags. */
function dividedRuns(stage: Stage): readonly Flaw[] {
  const runs = runsOf(ownOf(stage));
  return flawsIn(runs, ({ statement, commands }) => {
    const before = runs.find((run) => run.statement === neighbourOf(statement, stage));
    const isShort = commands.length < 2 && (before?.commands.length ?? 0) < 2;
    return before && isShort && sameFlags(statement, before.statement)
      ? `this RUN and the one at line ${before.line} are two layers`
      : undefined;
  });
}

function neighbourOf(statement: Statement, { statements }: Stage): Statement | undefined {
  return statements[statements.indexOf(statement) - 1];
}

function sameFlags(a: Statement, b: Statement): boolean {
  return JSON.stringify([...a.flags]) === JSON.stringify([...b.flags]);
}
