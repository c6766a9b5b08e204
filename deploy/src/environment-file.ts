import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { load } from 'js-yaml';
import * as z from 'zod';
import { DeployError } from './errors.ts';
import { gateSchema } from './gates/gate.ts';
import { registrySchema, timeSchema, webAddressSchema } from './option-schemas.ts';
import type { ConnectionOptions } from './options.ts';
import { strictObject } from './strict-object.ts';

const label = z
  .string({ error: 'is missing or no text' })
  .regex(/^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/, 'is no name of lower-case letters, digits and -');
const text = z.string({ error: 'is no text' }).min(1, 'is empty');
const texts = z.array(text, { error: 'is no list' }).default([]);
const flag = z.boolean({ error: 'is neither true nor false' }).default(false);

const protectionSchema = strictObject({
  /** Refuse when a file differs from the commit that is checked out. */
  cleanTree: flag,
  /** Ask before the first write. */
  confirm: flag,
  /** Refuse a commit that is on none of these branches. */
  branches: texts,
  /** Refuse whom the cluster knows neither by one of these names nor as one of these groups. */
  users: texts,
});

/** What must hold before anything may be written to an environment. */
export type Protection = z.output<typeof protectionSchema>;

const fileSchema = strictObject({
  namespace: label,
  release: label,
  timeout: timeSchema.default(120_000),
  context: text.optional(),
  kubeconfig: text.optional(),
  registry: registrySchema.optional(),
  address: webAddressSchema.optional(),
  protected: protectionSchema.optional(),
  gates: z
    .record(z.string(), z.array(gateSchema, { error: 'is no list' }), { error: 'is no mapping' })
    .default({}),
  values: z.record(z.string(), z.unknown(), { error: 'is no mapping' }).default({}),
});

/** What the file of an environment says, its variables not filled in yet. */
export interface EnvironmentFile extends Omit<z.output<typeof fileSchema>, keyof ConnectionOptions> {
  readonly name: string;
  readonly file: string;
  /** Where the environment is, as far as the file says it. */
  readonly connection: ConnectionOptions;
}

/**
 * Reads `NAME.yaml`.
 *
 * @param folder where the files of the environments lie, absolute
 * @throws DeployError ENVIRONMENT_UNKNOWN, ENVIRONMENT_INVALID
 */
export function readEnvironmentFile(name: string, folder: string): EnvironmentFile {
  const file = join(folder, `${name}.yaml`);
  if (!existsSync(file)) {
    throw new DeployError('ENVIRONMENT_UNKNOWN', { environment: name, file, known: environmentsIn(folder) });
  }
  const parsed = fileSchema.safeParse(readYaml(file));
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`);
    throw new DeployError('ENVIRONMENT_INVALID', { file, reasons });
  }
  const { context, registry, address, ...rest } = parsed.data;
  const kubeconfig = rest.kubeconfig && resolve(folder, rest.kubeconfig.replace(/^~(?=\/)/, homedir()));
  return { ...rest, name, file, connection: { context, kubeconfig, registry, address } };
}

function environmentsIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

function readYaml(file: string): unknown {
  try {
    return load(readFileSync(file, 'utf8'), { filename: file });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new DeployError('ENVIRONMENT_INVALID', { file, reasons: [reason] }, error);
  }
}
