import { DockerfileParser } from 'dockerfile-ast';
import { parseDockerfile, splitFlags, type Instruction } from '../image/dockerfile.ts';
import { ExpansionError, expandVariables } from '../image/expand-variables.ts';
import { parseJsonForm, splitPair, splitWords } from '../image/words.ts';

/** One instruction with all that rules ask about it. */
export interface Statement extends Instruction {
  /** The keyword as the file has it: `from`. */
  readonly written: string;
  readonly lastLine: number;
  /** Its lines as they are. */
  readonly raw: string;
  /** Its words behind the flags; those of a list in JSON without quotes. A here-document's lines are none of them. */
  readonly words: readonly string[];
  /** Whether its words are a list in JSON. */
  readonly isJson: boolean;
  /** Whether ONBUILD puts it off to the build of another image. */
  readonly isTrigger: boolean;
}

/** What a FROM begins. */
export interface Stage {
  readonly line: number;
  readonly from: Statement;
  /** As it is written, with its variables. */
  readonly image: string;
  /** `AS`, as it is written. */
  readonly as?: string;
  readonly name?: string;
  readonly platform?: string;
  /** Those behind the FROM. */
  readonly statements: readonly Statement[];
  /** The earlier stage that it starts from. */
  readonly base?: Stage;
}

/** A Dockerfile, as rules see it. */
export interface Source {
  readonly lines: readonly string[];
  readonly escape: string;
  /** What the lines at the top say to the parser: `syntax`, `escape`, `check`. */
  readonly directives: ReadonlyMap<string, string>;
  readonly statements: readonly Statement[];
  /** Arguments before the first FROM, with what they are when nobody sets them. */
  readonly globals: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
  /** What the ignore file of its context says. */
  readonly ignoreFile?: string;
}

/**
 * Reads a Dockerfile.
 *
 * @throws DeployError DOCKERFILE_INVALID
 */
export function readSource(text: string, file: string, ignoreFile?: string): Source {
  const { instructions, escape } = parseDockerfile(text, file);
  const parsed = DockerfileParser.parse(text);
  const written = parsed.getInstructions();
  const lines = text.split(/\r?\n/);
  const statements = instructions.map((instruction, index) => {
    const lastLine = (written[index]?.getRange().end.line ?? 0) + 1;
    const keyword = written[index]?.getInstruction() ?? instruction.keyword;
    const raw = lines.slice(instruction.line - 1, lastLine).join('\n');
    return { ...toStatement(instruction, escape), written: keyword, lastLine, raw };
  });
  const directives = parsed.getDirectives().map((each) => [each.getName().toLowerCase(), each.getValue()]);
  return {
    lines,
    escape,
    directives: new Map(directives as [string, string][]),
    statements,
    globals: readGlobals(statements, escape),
    stages: readStages(statements),
    ...(ignoreFile !== undefined && { ignoreFile }),
  };
}

function toStatement(
  instruction: Instruction,
  escape: string,
): Omit<Statement, 'written' | 'lastLine' | 'raw'> {
  const isTrigger = instruction.keyword === 'ONBUILD';
  const meant = isTrigger ? triggerOf(instruction) : instruction;
  const [head = ''] = meant.text.split('\n', 1);
  const list = parseJsonForm(head.trim());
  return {
    ...meant,
    words: list ?? splitWords(head, escape),
    isJson: list !== undefined,
    isTrigger,
  };
}

/** The instruction behind ONBUILD. */
function triggerOf({ text, line }: Instruction): Instruction {
  const [keyword = ''] = text.split(/\s/, 1);
  return { keyword: keyword.toUpperCase(), line, ...splitFlags(text.slice(keyword.length).trim()) };
}

function readGlobals(statements: readonly Statement[], escape: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { keyword, words } of statements) {
    if (keyword === 'FROM') break;
    for (const word of words) {
      const [name, value = ''] = splitPair(word);
      values.set(name, expand(value, values, escape));
    }
  }
  return values;
}

/** A word with these variables filled in; as it is where it cannot be expanded. */
export function expand(word: string, values: ReadonlyMap<string, string>, escape: string): string {
  try {
    return expandVariables(word, (name) => values.get(name), escape);
  } catch (error) {
    if (error instanceof ExpansionError) return word;
    throw error;
  }
}

function readStages(statements: readonly Statement[]): readonly Stage[] {
  const stages: Stage[] = [];
  statements.forEach((from, index) => {
    if (from.keyword !== 'FROM') return;
    const behind = statements.slice(index + 1);
    const end = behind.findIndex(({ keyword }) => keyword === 'FROM');
    const [image = '', as, name] = from.words;
    const base = stages.findLast((stage) => stage.name?.toLowerCase() === image.toLowerCase());
    stages.push({
      ...{ line: from.line, from, image, as, name, base },
      platform: from.flags.get('platform'),
      statements: end < 0 ? behind : behind.slice(0, end),
    });
  });
  return stages;
}

/** A stage behind all those that it starts from, the first one first. */
export function chainOf(stage: Stage): readonly Stage[] {
  return stage.base ? [...chainOf(stage.base), stage] : [stage];
}

/** What has statements: a stage, or the whole file. */
export type Statements = Pick<Stage, 'statements'>;

/** What is carried out when this image is built, unlike what ONBUILD puts off. */
export function ownOf({ statements }: Statements): Statements {
  return { statements: statements.filter(({ isTrigger }) => !isTrigger) };
}

/** The statements with one of these keywords. */
export function withKeyword(
  { statements }: Statements,
  ...keywords: readonly string[]
): readonly Statement[] {
  return statements.filter(({ keyword }) => keywords.includes(keyword));
}

/** Names that ARG, ENV or LABEL sets. */
export function namesSet({ keyword, words }: Statement): readonly string[] {
  const [first = ''] = words;
  if (keyword !== 'ARG' && !first.includes('=')) return [first];
  return words.map((word) => splitPair(word)[0]);
}
