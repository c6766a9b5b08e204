import type { Digest } from '../unit.ts';

/** `12 ms`, `3.4 s`, `2 min 5 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 995) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** `0 B`, `12.3 kB`, `4.5 MB`; powers of ten, as registries count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** `4 s`, `12 min`, `3 h`, `5 d`: how long ago something was, for people. */
export function formatAge(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The first 12 digits of a digest, which tell images apart as well as all 64 do. */
export function formatDigest(digest: Digest): string {
  return digest.slice(0, 'sha256:'.length + 12);
}

/** The first 8 digits of a commit, with what marks it as changed; `-` for none. */
export function formatCommit(commit = '-'): string {
  return commit.replace(/^([0-9a-f]{8})[0-9a-f]{32}/, '$1');
}

/** `1 object`, `2 objects`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** At most so many characters; a stack trace of bundled code quotes the whole bundle in one line. */
export function shorten(text: string, lengthMax = 240): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}

/** `2 of 5 changes were written`, as errors say what they leave behind. */
export function stateText({ done, planned }: { readonly done: number; readonly planned: number }): string {
  if (done === 0) return 'nothing was written';
  return `${done} of ${count(planned, 'change')} ${done === 1 ? 'was' : 'were'} written`;
}
