import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Env } from '../../env.ts';
import { createCgroup } from '../../host/cgroups.ts';
import { writeFileAtomically } from '../../host/write-file.ts';
import type { PhaseNotes } from '../../progress.ts';
import { nodeAddress } from './allocation.ts';
import { markName } from './cluster-processes.ts';
import type { Definition } from './definition.ts';
import { discardUnusableEtcdData } from './etcd-data.ts';
import { applyMachineSettings } from './machine-settings.ts';
import { createNetwork, enterNamespace } from './network.ts';
import { rotateLogs } from './supervisor/logs.ts';

const supervisorFile = join(import.meta.dirname, 'supervisor/main.ts');

export interface StartOptions {
  readonly env: Env;
  readonly notes: PhaseNotes;
}

/** Makes network and cgroup, and starts the supervisor in them, which goes on by itself from there. */
export async function startSupervisor(definition: Definition, { env, notes }: StartOptions): Promise<void> {
  const { layout, allocation } = definition;
  mkdirSync(layout.runDir, { recursive: true, mode: 0o700 });
  await applyMachineSettings();
  createCgroup(layout.cgroup);
  await createNetwork(layout, allocation, env.forCommands);
  notes.detail(`namespace ${layout.netns}, node ${nodeAddress(allocation)}`);
  writeFileAtomically(layout.definitionFile, JSON.stringify(definition), 0o600);
  discardUnusableEtcdData(layout);
  rotateLogs(layout.logDir);
  launch(definition, env);
}

/** Detached from the terminal and from this process, with nothing of the caller's environment but what it needs. */
function launch({ layout }: Definition, env: Env): void {
  const [program, ...args] = enterNamespace(layout, [
    process.execPath,
    supervisorFile,
    layout.definitionFile,
  ]);
  const log = openSync(join(layout.logDir, 'supervisor.log'), 'a');
  try {
    spawn(program, args, {
      cwd: layout.dir,
      detached: true,
      env: { PATH: env.path, HOME: homedir(), LC_ALL: 'C', [markName]: layout.dir },
      stdio: ['ignore', log, log],
    }).unref();
  } finally {
    closeSync(log);
  }
}
