import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchError } from '../errors.ts';

/** The connection file that `tools/cluster` writes. */
export interface Connection {
  readonly kubeconfig: string;
  readonly context: string;
  /** `localhost:5001` */
  readonly registry: string;
  /** Registries whose images are found under another prefix: `{ 'gcr.io': 'localhost:5001/gcr.io' }`. */
  readonly mirrors?: Readonly<Record<string, string>>;
  readonly address: string;
}

/** One way to the cluster, as the kubeconfig's users and as todo-deploy are told of it. */
export interface Access {
  readonly kubeconfig: string;
  readonly context: string;
  /** A connection file that says the same. */
  readonly clusterFile: string;
}

/** @throws BenchError CONNECTION_MISSING */
export async function readConnection(file: string): Promise<Connection> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Connection;
  } catch (error) {
    throw new BenchError('CONNECTION_MISSING', { file }, error);
  }
}

/** Writes a connection file into the folder; the secure address is left out, since nothing here is asked through it. */
export async function writeAccess(folder: string, connection: Connection): Promise<Access> {
  const { kubeconfig, context, registry, address, mirrors } = connection;
  const clusterFile = join(folder, `${context}-cluster.json`);
  await writeFile(clusterFile, JSON.stringify({ kubeconfig, context, registry, address, mirrors }));
  return { kubeconfig, context, clusterFile };
}
