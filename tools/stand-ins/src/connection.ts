import { readFile, rename, writeFile } from 'node:fs/promises';
import { StandInError } from './errors.ts';

/** What is used here of the connection file that `tools/cluster` writes. */
export interface Connection {
  /** `localhost:5001` */
  readonly registry: string;
  /** Registries whose images are found under another prefix: `{ 'gcr.io': 'localhost:5001/gcr.io' }`. */
  readonly mirrors: Readonly<Record<string, string>>;
}

/** @throws StandInError CONNECTION_MISSING, CONNECTION_INVALID */
export async function readConnection(file: string): Promise<Connection> {
  const { registry, mirrors = {} } = await readFields(file);
  if (typeof registry !== 'string') throw invalid(file, 'it names no registry');
  if (!isTextRecord(mirrors)) throw invalid(file, 'its mirrors are not a table of texts');
  return { registry, mirrors };
}

/** Changes the mirrors and leaves every other field as it is. */
export async function writeMirrors(file: string, mirrors: Connection['mirrors']): Promise<void> {
  const fields = { ...(await readFields(file)), mirrors };
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(fields, undefined, 2)}\n`);
  await rename(draft, file);
}

async function readFields(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StandInError('CONNECTION_MISSING', { file }, error);
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch (error) {
    throw invalid(file, 'it is not JSON', error);
  }
  throw invalid(file, 'it is not a JSON object');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string');
}

function invalid(file: string, why: string, cause?: unknown): StandInError {
  return new StandInError('CONNECTION_INVALID', { file, why }, cause);
}
