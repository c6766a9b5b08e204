import { readFileSync } from 'node:fs';
import { tryCommand } from './run-command.ts';

/** Mount points at or below these folders, the innermost last mounted first, as they have to be unmounted. */
export function mountsBelow(folders: readonly string[]): string[] {
  return parseMountPoints(readFileSync('/proc/self/mountinfo', 'utf8'))
    .filter((point) => folders.some((folder) => point === folder || point.startsWith(`${folder}/`)))
    .reverse();
}

/** Mount points in the order they were mounted, from the text of mountinfo; see proc(5) for its escapes. */
export function parseMountPoints(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.split(' ')[4])
    .filter((point) => point !== undefined)
    .map((point) =>
      point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))),
    );
}

/** Unmounts all of them, also what is still in use: it goes away with its last user. */
export async function unmountBelow(folders: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const points = mountsBelow(folders);
  if (points.length > 0) await tryCommand(['umount', '--lazy', ...points], { env });
}
