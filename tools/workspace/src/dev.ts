import { runTool } from './run.ts';

/** `npm run dev`: backend (with a Postgres of its own) and frontend on the host, reloading as files change. */
export function dev(words: readonly string[]): Promise<number> {
  const both = [
    'run-many',
    '-t',
    'dev',
    '-p',
    'backend,frontend',
    '--parallel',
    '2',
    '--output-style',
    'stream',
  ];
  return runTool('nx', [...both, ...words]);
}
