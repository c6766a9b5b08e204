// The door for Nx, plain JavaScript, as Nx would need a compiler to load TypeScript.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * Starts the program of this project; its words reach it as they are, without a shell.
 *
 * @param {{ tool: string, words?: readonly string[] }} options
 * @param {{ root: string }} context
 */
export default async function run({ tool, words = [] }, { root }) {
  const program = join(import.meta.dirname, 'cli.ts');
  const child = spawn(process.execPath, [program, tool, ...words], { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return { success: code === 0 };
}
