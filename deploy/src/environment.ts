import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import type { ConnectionFile } from './connection.ts';
import type { Environment } from './deploy-request.ts';
import { DeployError } from './errors.ts';
import { timeSchema } from './options.ts';

export interface EnvironmentSource {
  /** Where the files of the environments lie, absolute. */
  readonly folder: string;
  /** The chart's folder, absolute. */
  readonly chart: string;
  /** Its addresses and registry fill in the variables of the file. */
  readonly connection: Pick<ConnectionFile, 'address' | 'secureAddress' | 'registry'>;
}

/**
 * Reads `NAME.yaml`: namespace, release, time limit, and the chart's values. In values, `${address}` and its like stand
 * for what the connection says. An entry of a list whose variable the connection does not have is left out.
 *
 * @throws DeployError ENVIRONMENT_UNKNOWN, ENVIRONMENT_INVALID
 */
export function readEnvironment(name: string, { folder, chart, connection }: EnvironmentSource): Environment {
  const file = join(folder, `${name}.yaml`);
  if (!existsSync(file)) {
    throw new DeployError('ENVIRONMENT_UNKNOWN', { environment: name, file, known: environmentsIn(folder) });
  }
  const parsed = environmentSchema.safeParse(readYaml(file));
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`);
    throw new DeployError('ENVIRONMENT_INVALID', { file, reasons });
  }
  const { namespace, release, timeout, values } = parsed.data;
  const reasons: string[] = [];
  const filled = fillIn(values, { variables: variablesOf(connection), path: 'values', reasons });
  if (reasons.length > 0) throw new DeployError('ENVIRONMENT_INVALID', { file, reasons });
  return {
    name,
    namespace,
    release,
    chart,
    timeoutMs: timeout,
    values: filled as Readonly<Record<string, unknown>>,
  };
}

const label = z
  .string({ error: 'is missing or no text' })
  .regex(/^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/, 'is no name of lower-case letters, digits and -');

const environmentSchema = z.strictObject(
  {
    namespace: label,
    release: label,
    timeout: timeSchema.default(120_000),
    values: z.record(z.string(), z.unknown(), { error: 'is no mapping' }).default({}),
  },
  { error: strictMessage },
);

function strictMessage(issue: { readonly code?: string; readonly keys?: unknown }): string | undefined {
  if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue.keys)) return 'is no mapping';
  return `has unknown ${issue.keys.join(', ')}; it may have namespace, release, timeout, values`;
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

type Variables = Readonly<Record<string, string | undefined>>;

/** A browser treats localhost and 127.0.0.1 as two origins, though both are this machine. */
function variablesOf({ address, secureAddress, registry }: EnvironmentSource['connection']): Variables {
  return {
    address,
    addressByIp: byIp(address),
    secureAddress,
    secureAddressByIp: secureAddress && byIp(secureAddress),
    registry,
  };
}

function byIp(address: string): string | undefined {
  const url = new URL(address);
  if (url.hostname !== 'localhost') return undefined;
  return address.replace('//localhost', '//127.0.0.1');
}

interface Filling {
  readonly variables: Variables;
  /** Where in the file, for messages. */
  readonly path: string;
  /** Takes what cannot be filled in. */
  readonly reasons: string[];
}

function fillIn(value: unknown, filling: Filling): unknown {
  if (typeof value === 'string') return fillInText(value, filling);
  if (Array.isArray(value)) {
    const { variables, path } = filling;
    return value
      .filter((entry) => !(typeof entry === 'string' && isLacking(entry, variables)))
      .map((entry, index) => fillIn(entry, { ...filling, path: `${path}[${index}]` }));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      fillIn(each, { ...filling, path: `${filling.path}.${key}` }),
    ]),
  );
}

const variablePattern = /\$\{([^}]*)\}/g;

function isLacking(text: string, variables: Variables): boolean {
  return [...text.matchAll(variablePattern)].some(
    ([, name = '']) => name in variables && variables[name] === undefined,
  );
}

function fillInText(text: string, { variables, path, reasons }: Filling): string {
  return text.replace(variablePattern, (whole, name: string) => {
    const value = variables[name];
    if (value !== undefined) return value;
    reasons.push(
      name in variables
        ? `${path} needs \${${name}}, which this connection does not have`
        : `${path} names \${${name}}; there are ${Object.keys(variables).join(', ')}`,
    );
    return whole;
  });
}
