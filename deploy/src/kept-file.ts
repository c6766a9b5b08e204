import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/*
 * Files that only save time: what is in one can be found out again. So one that cannot be read, as a disk that was full or
 * a machine that lost power leaves it, is as good as none.
 */

/** @returns undefined when there is none that can be read */
export function readKept<Content>(file: string): Content | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content;
  } catch {
    return undefined;
  }
}

/**
 * Puts it there in one step: who reads beside it finds the former or the new one whole.
 *
 * @param mode of the file, such as 0o600
 */
export function writeKept(file: string, content: unknown, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(content), { mode });
  renameSync(draft, file);
}
