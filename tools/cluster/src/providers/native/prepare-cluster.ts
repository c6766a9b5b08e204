import { chmodSync, mkdirSync } from 'node:fs';
import { readFileIfThere, writeFileAtomically } from '../../host/write-file.ts';
import type { PhaseNotes } from '../../progress.ts';
import type { Allocation } from './allocation.ts';
import type { Programs } from './components.ts';
import { configFiles, type ConfigFile } from './config/files.ts';
import { defineCluster, type Definition } from './definition.ts';
import type { Layout } from './layout.ts';
import { certificateRequests } from './pki/certificate-requests.ts';
import { ensureCertificates } from './pki/certificates.ts';

export interface PrepareOptions {
  readonly layout: Layout;
  readonly allocation: Allocation;
  readonly programs: Programs;
  readonly proxy: Readonly<Record<string, string>>;
  readonly notes?: PhaseNotes;
}

export interface PreparedCluster {
  readonly allocation: Allocation;
  readonly definition: Definition;
}

/** Makes certificates and configuration files what they have to be; files that are so already are not touched. */
export async function prepareCluster(options: PrepareOptions): Promise<PreparedCluster> {
  const { layout, allocation, programs, proxy, notes } = options;
  const folders = [layout.pkiDir, layout.etcDir, layout.varDir, layout.volumesDir, layout.logDir];
  // Keys, and volumes that any user of a pod may write, are no business of other users of the machine.
  mkdirSync(layout.dir, { recursive: true });
  chmodSync(layout.dir, 0o700);
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  const issued = await ensureCertificates(layout.pkiDir, certificateRequests(layout, allocation));
  const pauseImage = `localhost:${allocation.ports.registry}/pause:1`;
  const files = configFiles(layout, allocation, { cniPluginsDir: programs.cniPluginsDir, pauseImage });
  const written = files.filter(writeWhenChanged);
  notes?.detail(`${issued.length} certificates and ${written.length} files written`);
  return {
    allocation,
    definition: defineCluster(layout, allocation, { programs, files, pauseImage, proxy }),
  };
}

function writeWhenChanged({ path, content, secret }: ConfigFile): boolean {
  if (readFileIfThere(path) === content) return false;
  writeFileAtomically(path, content, secret ? 0o600 : 0o644);
  return true;
}
