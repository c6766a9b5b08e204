import type { ConnectionFile } from './connection.ts';
import type { Environment } from './deploy-request.ts';
import type { EnvironmentFile } from './environment-file.ts';
import { DeployError } from './errors.ts';

export interface EnvironmentPlace {
  /** The chart's folder, absolute. */
  readonly chart: string;
  /** Its addresses and registry fill in the variables of the file. */
  readonly connection: Pick<ConnectionFile, 'address' | 'secureAddress' | 'registry'>;
  /** Names of the units that there are, where they are known. */
  readonly units?: readonly string[] | undefined;
}

/**
 * The environment that its file describes. In values and gates, `${address}` and its like stand for what the connection
 * says; an entry of a list whose variable the connection does not have is left out.
 *
 * @throws DeployError ENVIRONMENT_INVALID
 */
export function fillInEnvironment(
  { name, file, namespace, release, timeout, protected: protection, ...texts }: EnvironmentFile,
  { chart, connection, units }: EnvironmentPlace,
): Environment {
  const unknown = units ? Object.keys(texts.gates).filter((unit) => !units.includes(unit)) : [];
  const reasons = unknown.map((unit) => `gates names unit ${unit}; there are ${units?.join(', ')}`);
  const variables = variablesOf(connection);
  const values = fillIn(texts.values, { variables, path: 'values', reasons });
  const gates = fillIn(texts.gates, { variables, path: 'gates', reasons });
  if (reasons.length > 0) throw new DeployError('ENVIRONMENT_INVALID', { file, reasons });
  return {
    name,
    namespace,
    release,
    chart,
    timeoutMs: timeout,
    values: values as EnvironmentFile['values'],
    gates: gates as EnvironmentFile['gates'],
    protection,
  };
}

type Variables = Readonly<Record<string, string | undefined>>;

/** A browser treats localhost and 127.0.0.1 as two origins, though both are this machine. */
function variablesOf({ address, secureAddress, registry }: EnvironmentPlace['connection']): Variables {
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
