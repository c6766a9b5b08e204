#!/usr/bin/env node
import { join } from 'node:path';
import { AppError } from '@todo/errors';
import { createRegistryClient } from '@todo/oci';
import { ensure, type HostState, readStatus } from './ensure.ts';
import { clusterFile } from './env.ts';
import { StandInError } from './errors.ts';
import { nodeStandIn } from './node/node-stand-in.ts';
import { postgresStandIn } from './postgres/postgres-stand-in.ts';

const help = `Usage: stand-ins ensure [--probe] [--json]
       stand-ins status [--json]

ensure   where gcr.io or docker.io do not answer, puts images of the official names into the cluster's registry
         and names it as their mirror in the connection file
status   says where the images come from

--probe  ask the real registries again, also where stand-ins are in use
--json   print JSON
--help   print this

TODO_CLUSTER_FILE names another connection file than .todo/cluster.json.
`;

const workspaceRoot = join(import.meta.dirname, '../../..');
const file = clusterFile ?? join(workspaceRoot, '.todo', 'cluster.json');

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help')) return print(help);
  const isJson = words.includes('--json');
  try {
    const states = await run(words);
    return print(isJson ? `${JSON.stringify({ registries: states })}\n` : `${describe(states)}\n`);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint, exitCode } = error;
    if (isJson) print(`${JSON.stringify({ error: { code, message, hint } })}\n`);
    else process.stderr.write(`${code}  ${message}\n  Next: ${hint}\n`);
    return exitCode;
  }
}

async function run(words: readonly string[]): Promise<readonly HostState[]> {
  const [command = '--help', ...flags] = words.filter((word) => word !== '--json');
  const unknown = flags.find((flag) => !(flag === '--probe' && command === 'ensure'));
  if (unknown !== undefined) throw new StandInError('USAGE', { argument: unknown });
  const options = {
    client: createRegistryClient(),
    hosts: ['gcr.io', 'docker.io'],
    standIns: makeStandIns,
    probe: flags.includes('--probe'),
  };
  if (command === 'ensure') return ensure(file, options);
  if (command === 'status') return readStatus(file, options);
  throw new StandInError('USAGE', { argument: command });
}

function makeStandIns() {
  const platform = `${process.platform}/${process.arch}`;
  if (platform !== 'linux/x64') throw new StandInError('PLATFORM_UNSUPPORTED', { platform });
  return [nodeStandIn(), postgresStandIn()];
}

/** One line. */
function describe(states: readonly HostState[]): string {
  const parts = states.map(({ host, state, images }) => {
    if (state === 'real') return `${host} is used itself`;
    if (state === 'unreachable') return `${host} is not reachable`;
    const names = images.map(({ reference, content, made }) => {
      const name = reference.slice(reference.lastIndexOf('/') + 1);
      return `${name} (${content}${made ? ', just made' : ''})`;
    });
    return `${host} is not reachable, stand-in ${names.join(', ')}`;
  });
  return `Base images: ${parts.join('; ')}`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
