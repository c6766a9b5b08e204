import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnv } from '../../../env.ts';
import { ApiClient } from '../../../kubernetes/api-client.ts';
import type { Definition } from '../definition.ts';
import { insidePorts } from '../network.ts';
import { readPair } from '../pki/certificates.ts';
import { stopProcesses } from '../stop-processes.ts';
import { trimLogs } from './logs.ts';
import { Supervisor } from './supervisor.ts';
import { clusterTasks } from './tasks.ts';
import { provisionVolumes } from './volume-provisioner.ts';

/**
 * The one process that stands behind a running cluster. It lives in the cluster's network namespace, so its children
 * do too; it is told what to run by the definition file named in its first argument, and to stop by SIGTERM.
 */
async function main(definitionFile: string): Promise<void> {
  const definition = JSON.parse(readFileSync(definitionFile, 'utf8')) as Definition;
  const { layout } = definition;
  const authority = readPair(layout.pkiDir, 'ca').certificate;
  const server = `https://127.0.0.1:${insidePorts.api}`;
  const api = new ApiClient({ server, authority, ...readPair(layout.pkiDir, 'admin') });
  const stop = new AbortController();
  const supervisor = new Supervisor(definition, {
    env: readEnv().forCommands,
    authority,
    tasks: clusterTasks(definition, api, authority),
    onReady: () => void provisionVolumes(api, layout, stop.signal),
    stopping: stop.signal,
  });
  trimLogs(layout.logDir, stop.signal);
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  process.on('SIGHUP', () => undefined);
  supervisor.start();
  await asked;
  stop.abort();
  await stopProcesses(layout, supervisor.statuses);
  await supervisor.ended();
  api.close();
}

const [, , definitionFile] = process.argv;
if (definitionFile === undefined)
  throw new TypeError(`Usage: ${join(import.meta.dirname, 'main.ts')} DEFINITION`);
await main(definitionFile);
