import { parseReference, type Reference } from '@todo/oci/registry';
import { type Dockerfile, type Instruction, invalid } from './dockerfile.ts';
import { ExpansionError, expandVariables } from './expand-variables.ts';
import { splitPair, splitWords } from './words.ts';

/** An image that a Dockerfile starts from or copies from. */
export interface BaseReference {
  readonly reference: Reference;
  /** As it is written, variables expanded. */
  readonly text: string;
  readonly line: number;
}

/** One `FROM`. */
export interface StageStart {
  readonly instruction: Instruction;
  /** `scratch`, an earlier stage, or an image. */
  readonly from: string;
  readonly name?: string;
}

/**
 * Values of ARG instructions before the first FROM, which only FROM sees, and ARG instructions that name them again.
 * Platform arguments are those of linux/amd64.
 */
export function globalArguments(dockerfile: Dockerfile): ReadonlyMap<string, string> {
  const values = new Map([
    ['TARGETPLATFORM', 'linux/amd64'],
    ['TARGETOS', 'linux'],
    ['TARGETARCH', 'amd64'],
    ['TARGETVARIANT', ''],
  ]);
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword === 'FROM') break;
    for (const word of splitWords(instruction.text, dockerfile.escape)) {
      const [name, value] = splitPair(word);
      if (value !== undefined) values.set(name, expandAt({ dockerfile, instruction, values }, value));
    }
  }
  return values;
}

/** Every stage of a Dockerfile, in order. */
export function stageStarts(dockerfile: Dockerfile): readonly StageStart[] {
  const values = globalArguments(dockerfile);
  return dockerfile.instructions
    .filter(({ keyword }) => keyword === 'FROM')
    .map((instruction) => {
      const [image = '', as, name, ...more] = instruction.text.split(/\s+/);
      const isNamed = as?.toUpperCase() === 'AS' && name !== undefined && more.length === 0;
      if (as !== undefined && !isNamed)
        throw invalid(dockerfile, instruction, 'FROM takes one image, and AS with a name');
      const from = expandAt({ dockerfile, instruction, values }, image);
      if (from === '') throw invalid(dockerfile, instruction, `${image} is empty`);
      return { instruction, from, ...(name === undefined ? {} : { name: name.toLowerCase() }) };
    });
}

/** The images of other repositories that a Dockerfile is built from: its FROM and `COPY --from` that name no stage. */
export function baseReferences(dockerfile: Dockerfile): readonly BaseReference[] {
  const stages = stageStarts(dockerfile);
  const names = new Set(stages.flatMap(({ name }) => name ?? []));
  const isImage = (text: string) =>
    text !== 'scratch' && !names.has(text.toLowerCase()) && !/^\d+$/.test(text);
  const starts = stages.map(({ from, instruction }) => ({ text: from, line: instruction.line }));
  const copies = dockerfile.instructions.flatMap(({ flags, line }) => {
    const text = flags.get('from');
    return text === undefined ? [] : [{ text, line }];
  });
  return [...starts, ...copies]
    .filter(({ text }) => isImage(text))
    .map(({ text, line }) => ({ text, line, reference: parseReference(text) }));
}

function expandAt(
  {
    dockerfile,
    instruction,
    values,
  }: {
    dockerfile: Dockerfile;
    instruction: Instruction;
    values: ReadonlyMap<string, string>;
  },
  word: string,
): string {
  try {
    return expandVariables(word, (name) => values.get(name), dockerfile.escape);
  } catch (error) {
    if (error instanceof ExpansionError) throw invalid(dockerfile, instruction, error.message);
    throw error;
  }
}
