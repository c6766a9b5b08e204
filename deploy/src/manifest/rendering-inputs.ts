import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { helmVariables, programFolders } from '../env.ts';
import { helmProgram } from './bundled-programs.ts';
import type { RenderRequest } from './render-chart.ts';

/**
 * SHA-256 of all that decides what a chart renders to, and what is made of that: the chart's files, values, release, namespace,
 * helm, and the code beside this. Undefined for a chart that asks what time it is, so that the same may render to something
 * else later; and where that cannot be told, as it holds packed charts or cannot be read, or where there is no helm.
 */
export async function renderingInputs(
  place: Pick<RenderRequest, 'chart' | 'release' | 'namespace' | 'values' | 'helm'>,
): Promise<string | undefined> {
  const { chart, release, namespace, helm } = place;
  const program = stateOfProgram(await helmProgram(helm));
  const values = JSON.stringify(place.values);
  const files = readFiles(chart);
  if (program === undefined || files === undefined) return undefined;
  const isPacked = files.some(({ path }) => /\.t(ar\.)?gz$/.test(path));
  const asksTime = [values, ...files.map(({ content }) => content)].some(doesAskTime);
  if (isPacked || asksTime) return undefined;
  const facts = [release, namespace, values, program, ownCode(), helmVariables(), files];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function doesAskTime(template: string): boolean {
  return askingTime.test(template.replaceAll(comments, ''));
}

const comments = /\{\{-?\s*\/\*.*?\*\/\s*-?\}\}/gs;
/** Functions of templates that read the clock: https://helm.sh/docs/chart_template_guide/function_list/#date-functions */
const askingTime = /\{\{(?:(?!\}\}).)*\b(?:now|ago|(?:html)?date\w*)\b/is;

/** What cannot be read is for helm to complain of. */
function readFiles(folder: string) {
  try {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
    const files = paths.filter((path) => statSync(join(folder, path)).isFile());
    return files.map((path) => ({ path, content: readFileSync(join(folder, path), 'latin1') }));
  } catch {
    return undefined;
  }
}

function ownCode(): readonly (string | undefined)[] {
  const folder = import.meta.dirname;
  return readdirSync(folder).map((name) => stateOfFile(join(folder, name)));
}

/** The file that a path, or a name alone, would run. */
function stateOfProgram(program: string): string | undefined {
  const isName = dirname(program) === '.';
  const files = isName ? programFolders().map((folder) => join(folder, program)) : [program];
  return files.map(stateOfFile).find((state) => state !== undefined);
}

/** Path, size and time of change; undefined where there is no such file. */
function stateOfFile(file: string): string | undefined {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? `${file} ${found.size} ${found.mtimeMs}` : undefined;
}
