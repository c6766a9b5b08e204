import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import * as z from 'zod';

/** The process that holds a lease, told so that another one on the same machine can see whether it still runs. */
export const holderSchema = z.object({
  /** Unique; what the Lease names as its holder. */
  identity: z.string(),
  /** Digest of host, boot and process namespace: process ids mean the same where this is the same. */
  machine: z.string(),
  pid: z.number(),
  /** When the process began, in the kernel's ticks; tells it from a later one with the same id. */
  ticks: z.string().exactOptional(),
});

export type Holder = z.infer<typeof holderSchema>;

/** A process of this machine, as the holder of one lease; this one when none is named. */
export function createHolder(by: string, pid = process.pid): Holder {
  const ticks = readProcess(pid)?.ticks;
  const identity = `${by}@${hostname()}/${pid}/${randomBytes(4).toString('hex')}`;
  return { identity, machine: machineId(), pid, ...(ticks === undefined ? {} : { ticks }) };
}

/** Whether the holder surely runs no more. False for one on another machine, of which nothing can be known. */
export function hasEnded({ machine, pid, ticks }: Holder): boolean {
  if (machine !== machineId()) return false;
  const found = readProcess(pid);
  if (ticks === undefined) return !exists(pid);
  return found === undefined || found.ticks !== ticks || found.state === 'Z' || found.state === 'X';
}

function machineId(): string {
  const facts = [
    hostname(),
    read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    read(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 16);
}

/** State letter and start time out of proc(5)'s stat; undefined where there is no such process, or no /proc. */
function readProcess(pid: number): { readonly state: string; readonly ticks: string } | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The program's name stands in parentheses and may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields?.[0], fields?.[19]];
  return state === undefined || ticks === undefined ? undefined : { state, ticks };
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function read(action: () => string): string | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
