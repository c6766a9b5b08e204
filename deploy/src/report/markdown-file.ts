import { appendFileSync, openSync, writeSync } from 'node:fs';
import { DeployError } from '../errors.ts';

/**
 * Empties the file at once, so that a report that cannot be written is known before anything is deployed.
 *
 * @returns writes the report
 * @throws DeployError REPORT_UNWRITABLE
 */
export function openMarkdownFile(file: string): (markdown: string) => void {
  try {
    const descriptor = openSync(file, 'w');
    return (markdown) => void writeSync(descriptor, markdown);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeployError('REPORT_UNWRITABLE', { file, reason }, error);
  }
}

/** @returns adds a report to the end of the file */
export function appendToMarkdownFile(file: string): (markdown: string) => void {
  return (markdown) => appendFileSync(file, `${markdown}\n`);
}
