// Runs a program of an image as a container would see it: its files read-only, and a numeric user without rights.
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readBaseImage, type Reference, type RegistryClient } from '@todo/oci';

/** The files of an image on disk. */
export interface UnpackedImage {
  readonly folder: string;
  /** Bytes of all layers. */
  readonly size: number;
  readonly config: Awaited<ReturnType<typeof readBaseImage>>['config']['config'];
  remove(): void;
}

export async function unpackImage(client: RegistryClient, reference: Reference): Promise<UnpackedImage> {
  const folder = mkdtempSync(join(tmpdir(), 'todo-image-'));
  chmodSync(folder, 0o755);
  const image = await readBaseImage(client, reference);
  for (const { digest } of image.layers) {
    const tar = spawn('tar', ['--extract', '--numeric-owner', '--same-permissions', '--directory', folder]);
    await pipeline(await client.openBlob(reference, digest), tar.stdin);
    if (tar.exitCode === null) await new Promise((resolve) => tar.once('close', resolve));
  }
  for (const name of ['proc', 'dev']) mkdirSync(join(folder, name), { recursive: true });
  return {
    folder,
    size: image.layers.reduce((sum, layer) => sum + layer.size, 0),
    config: image.config.config,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface RunOptions {
  readonly uid: number;
  /** Folders that may be written, empty at first, whose owner is the group. */
  readonly volumes?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a command in the image; needs root. The process itself becomes the command's. */
export function startInImage(
  { folder, config }: UnpackedImage,
  command: readonly string[],
  { uid, volumes = [], env = {} }: RunOptions,
): ChildProcessByStdio<null, Readable, Readable> {
  const mounts = volumes.map(
    (path) => `mount -t tmpfs -o mode=2775,uid=0,gid=${uid} tmpfs ${join(folder, path)}`,
  );
  const script = [
    'set -e',
    `mount --bind ${folder} ${folder}`,
    `mount --bind /proc ${folder}/proc`,
    `mount --rbind /dev ${folder}/dev`,
    ...mounts,
    `mount -o remount,bind,ro ${folder}`,
    `exec chroot --userspec=${uid}:${uid} --groups= ${folder} "$@"`,
  ].join('\n');
  const imageEnv = Object.fromEntries((config.Env ?? []).map((entry) => splitOnce(entry)));
  return spawn('unshare', ['--mount', '/bin/sh', '-c', script, 'sh', ...command], {
    env: { ...imageEnv, PATH: `${process.env['PATH']}:${imageEnv['PATH']}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Whether this user may mount and change its root. */
export function canRunImages(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

function splitOnce(entry: string): [string, string] {
  const at = entry.indexOf('=');
  return [entry.slice(0, at), entry.slice(at + 1)];
}
