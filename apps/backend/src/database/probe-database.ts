import { Client, type ClientConfig } from 'pg';
import { connectionFault } from './connection-fault.ts';
import type { DatabaseState } from './database-monitor.ts';

/**
 * Asks the database, over a connection of its own, whether it can be used by an API that was made for `schemaVersion`.
 * A newer schema is in range as long as none of its migrations says otherwise, so that old replicas serve on during a
 * rollout.
 */
export async function probeDatabase(config: ClientConfig, schemaVersion: number): Promise<DatabaseState> {
  const state = await probeOnce(config, schemaVersion);
  const isLost = state.state === 'unavailable' && state.fault.kind === 'lost';
  // That one connection broke says nothing about the next; that two did, says enough.
  return isLost ? probeOnce(config, schemaVersion) : state;
}

async function probeOnce(config: ClientConfig, schemaVersion: number): Promise<DatabaseState> {
  const client = new Client(config);
  client.on('error', ignore);
  try {
    await client.connect();
    const { rows } = await client.query<Applied>(appliedQuery);
    return stateOf(rows[0], schemaVersion);
  } catch (error) {
    if ((error as { code?: unknown }).code === undefinedTable) return stateOf(undefined, schemaVersion);
    const reason = error instanceof Error ? error.name : 'unknown error';
    return { state: 'unavailable', fault: connectionFault(error) ?? { kind: 'unreachable', reason } };
  } finally {
    client.end().catch(ignore);
  }
}

interface Applied {
  readonly version: number | null;
  readonly api_version_min: number | null;
}

const appliedQuery =
  'SELECT max(version) AS version, max(api_version_min) AS api_version_min FROM schema_migrations';
const undefinedTable = '42P01';

function stateOf(applied: Applied | undefined, needed: number): DatabaseState {
  const version = applied?.version ?? 0;
  if (version < needed)
    return outOfRange(`its schema has version ${version}, and this release needs ${needed}`);
  const oldest = applied?.api_version_min ?? 0;
  if (oldest > needed) {
    return outOfRange(
      `its schema has version ${version}, and this release, made for ${needed}, is too old for it`,
    );
  }
  return { state: 'available', schemaVersion: version };
}

function outOfRange(reason: string): DatabaseState {
  return { state: 'schema-out-of-range', reason };
}

// The failure that ends a connection is the one that the query rejects with.
function ignore(): void {}
