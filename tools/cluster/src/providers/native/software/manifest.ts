import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod/mini';
import { writeFileAtomically } from '../../../host/write-file.ts';

const buildSchema = z.union([
  /** A main package in source/NAME, with its own go.mod and go.sum. */
  z.object({ source: z.string(), flags: z.string(), linkerFlags: z.string() }),
  /** A main package of the module, installed as it is. */
  z.object({ package: z.string(), flags: z.string(), linkerFlags: z.string() }),
  /** A file of the module. */
  z.object({ copy: z.string() }),
]);

const programSchema = z.object({
  name: z.string(),
  kind: z.enum(['executable', 'data']),
  /** Versions of the modules that it is, the first being the main one. */
  modules: z.record(z.string(), z.string()),
  build: buildSchema,
  /** What it is on the platforms for which it was built and committed; `sha256` and `bytes` are of the unpacked file. */
  platforms: z.record(
    z.string(),
    z.object({ file: z.string(), sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)), bytes: z.int() }),
  ),
});

const manifestSchema = z.object({
  /** The version of Go that gives exactly these bits. */
  go: z.string(),
  programs: z.array(programSchema),
});

export type ProgramEntry = z.infer<typeof programSchema>;
export type ProgramManifest = z.infer<typeof manifestSchema>;

/** Go sources of the programs that are not a module's own. */
export const sourceDir = join(import.meta.dirname, 'source');
const manifestFile = join(import.meta.dirname, 'manifest.json');
/** Compressed programs, a folder per platform. */
export const committedDir = join(import.meta.dirname, '../programs');

/** The Go programs of a cluster: how they are built and what comes out. */
export function readManifest(): ProgramManifest {
  return manifestSchema.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));
}

export function writeManifest(manifest: ProgramManifest): void {
  writeFileAtomically(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** `linux-x64`: the name of this platform in the manifest. */
export function thisPlatform(): string {
  return `${process.platform}-${process.arch}`;
}
