import { runTool } from './run.ts';

/** `npm run lint`: layout, lint rules, types, and code that nobody uses. All run; the first failure's code is returned. */
export async function lint(words: readonly string[]): Promise<number> {
  const codes = [
    await runTool('prettier', ['--check', '--log-level', 'warn', '.']),
    await runTool('nx', [
      'run-many',
      '-t',
      'lint,typecheck',
      '--parallel',
      '2',
      '--output-style',
      'static',
      ...words,
    ]),
    await runTool('knip', ['--no-progress']),
    await runTool('knip', ['--production', '--no-progress']),
  ];
  return codes.find((code) => code !== 0) ?? 0;
}

/** `npm run format`: lays every file out as prettier does. */
export function format(words: readonly string[]): Promise<number> {
  return runTool('prettier', ['--write', '--log-level', 'warn', ...(words.length > 0 ? words : ['.'])]);
}
