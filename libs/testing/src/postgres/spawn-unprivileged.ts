// PostgreSQL refuses to run as root. As root its programs run as `nobody` who, through setpriv, may still pass folders
// that only root may enter (a clone under a home or a temporary folder of mode 700). Through setpriv, too, a server
// ends with the program that started it, however that one ends.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants } from 'node:fs';

const nobody = 65_534;
const setpriv = '/usr/bin/setpriv';

export const isRoot = process.getuid?.() === 0;

/** Starts a program; as root with the rights of `nobody`. */
export function spawnUnprivileged(
  program: string,
  programArguments: readonly string[],
): ChildProcessWithoutNullStreams {
  ensureExecutable(program);
  if (isExecutable(setpriv)) {
    // In a process group of its own: a terminal's Ctrl-C is for the program that uses the server, and ends that first.
    return spawn(setpriv, [...privileges(), program, ...programArguments], { detached: true });
  }
  return spawn(program, programArguments, isRoot ? { uid: nobody, gid: nobody } : {});
}

/** Gives a folder to the user that spawnUnprivileged() runs programs as. */
export function giveToUnprivileged(folder: string): void {
  if (isRoot) chownSync(folder, nobody, nobody);
}

function privileges(): string[] {
  const endWithParent = ['--pdeathsig', 'INT'];
  if (!isRoot) return endWithParent;
  const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'];
  return [...endWithParent, ...user, '--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
}

// npm may lay the programs down without their executable bit.
function ensureExecutable(program: string): void {
  if (!isExecutable(program)) chmodSync(program, 0o755);
}

function isExecutable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
