import { runScript, runTool } from './run.ts';

/** Which projects a command runs on, as Nx's first words: `run-many`, or `affected --base=…`. */
export type Scope = readonly string[];

/** Layout, lint rules, types, code that nobody uses, and Dockerfiles. All of them run; the first failure's exit code is returned. */
export async function lint(scope: Scope): Promise<number> {
  const codes = [
    await runTool('prettier', ['--check', '--log-level', 'warn', '.']),
    await runTool('nx', [...scope, '-t', 'lint,typecheck', '--parallel', '2', '--output-style', 'static']),
    await runTool('knip', ['--no-progress', '--no-config-hints']),
    await runTool('knip', ['--production', '--no-progress', '--no-config-hints']),
    await runScript('deploy/src/cli.mjs', ['review-dockerfile']),
  ];
  return codes.find((code) => code !== 0) ?? 0;
}

/** `npm run format`: lays every file out as prettier does. */
export function format(words: readonly string[]): Promise<number> {
  return runTool('prettier', ['--write', '--log-level', 'warn', ...(words.length > 0 ? words : ['.'])]);
}
