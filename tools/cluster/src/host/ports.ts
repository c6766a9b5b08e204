import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const connectTimeoutMs = 500;

/**
 * Whether nothing listens on that port of 127.0.0.1. Both ways to take one are seen: a listening socket (it cannot be
 * bound again) and a redirection by the packet filter (it can be bound, yet something else answers).
 */
export async function isPortFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canBind(port));
}

/** Whether something accepts connections on that port of 127.0.0.1. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: connectTimeoutMs });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => finish(true));
    socket.on('error', () => finish(false));
    socket.on('timeout', () => finish(false));
  });
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Says in words who listens on that port, as far as /proc shows it. */
export function describePortHolder(port: number): string {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return 'something answers there (a redirection of the packet filter?)';
  const holder = processes().find((pid) => holdsSocket(pid, inodes));
  if (holder === undefined) return 'a process that this user cannot see listens on it';
  return `process ${holder} (${commandName(holder)}) listens on it`;
}

/** Inodes of the sockets that listen on a port, from the text of /proc/net/tcp or tcp6. */
export function parseListeningInodes(text: string, port: number): string[] {
  const listening = '0A';
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === listening && portOf(local) === port)
    .map((fields) => fields[9] ?? '');
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16);
}

function listeningInodes(port: number): Set<string> {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'];
  return new Set(tables.flatMap((file) => parseListeningInodes(readOr(file, ''), port)));
}

function processes(): string[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
}

function holdsSocket(pid: string, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      const target = linkOr(`/proc/${pid}/fd/${descriptor}`, '');
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false;
  }
}

function commandName(pid: string): string {
  return readOr(`/proc/${pid}/comm`, 'unknown').trim();
}

function readOr(file: string, fallback: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return fallback;
  }
}

function linkOr(file: string, fallback: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return fallback;
  }
}
