/**
 * Whether connections to this URL go through a pooler that gives each transaction another session, as Neon's do. Such a
 * pooler refuses settings at the start of a connection, and locks that belong to a session.
 */
export function isPooled(databaseUrl: string): boolean {
  return poolerHost.test(new URL(databaseUrl).hostname);
}

/** The URL of the database itself, where the given one leads to Neon's pooler in front of it. */
export function directUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.hostname = url.hostname.replace(poolerHost, '.');
  return url.href;
}

// https://neon.com/docs/connect/connection-pooling: the direct host name is the pooled one without `-pooler`.
const poolerHost = /-pooler\./;
