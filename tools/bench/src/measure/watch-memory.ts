import { readdirSync, readFileSync } from 'node:fs';

export interface MemoryWatch {
  /** @returns the most bytes that all processes together held at one moment */
  readonly stop: () => number;
}

const intervalMs = 10;

/**
 * Watches the resident memory of a process and of all that it starts, from outside, so that one figure serves programs
 * that do all themselves and those that start others.
 */
export function watchMemory(pid: number): MemoryWatch {
  let most = 0;
  const timer = setInterval(() => {
    const found = processTree(pid).map(readMemory);
    // Until it runs its own program, a process that was just started shares the memory of the one that started it.
    const distinct = [...new Map(found.map((each) => [`${each.resident} ${each.peak}`, each])).values()];
    const together = distinct.reduce((sum, { resident }) => sum + resident, 0);
    // The kernel also knows of a peak between two looks, of each process for itself.
    most = Math.max(most, together, ...distinct.map(({ peak }) => peak));
  }, intervalMs);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

function processTree(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

/** A process that ends meanwhile has no children. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function readMemory(pid: number): { readonly resident: number; readonly peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const bytes = (field: string) =>
      1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
    return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
  } catch {
    return { resident: 0, peak: 0 };
  }
}
