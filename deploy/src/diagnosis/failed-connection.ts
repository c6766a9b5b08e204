/** What a program wrote of a connection that it could not make. */
export interface FailedConnection {
  /** The words themselves: `connect ECONNREFUSED 10.96.0.5:5432`. */
  readonly said: string;
  /** A name or an address; absent where the program does not say. */
  readonly host?: string;
  readonly port?: number;
  /** Whether the name itself has no address. */
  readonly isUnknownHost: boolean;
}

interface Pattern {
  readonly text: RegExp;
  readonly isUnknownHost?: boolean;
}

const host = String.raw`\[?(?<host>[\w.:-]*\w)\]?`;

/** As Node, Go, libpq, the JDBC drivers, MySQL and others word it; whoever names the host comes first. */
const patterns: readonly Pattern[] = [
  {
    text: new RegExp(
      String.raw`(?:connect )?(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) ${host}:(?<port>\d+)`,
    ),
  },
  { text: new RegExp(String.raw`(?:getaddrinfo )?(?:ENOTFOUND|EAI_AGAIN) ${host}`), isUnknownHost: true },
  { text: new RegExp(String.raw`dial tcp ${host}:(?<port>\d+): .*(?:refused|timeout|no route)`) },
  {
    text: new RegExp(String.raw`lookup ${host}(?: on \S+)?: (?:no such host|server misbehaving)`),
    isUnknownHost: true,
  },
  {
    text: new RegExp(String.raw`connection to server at "${host}"(?: \([^)]*\))?, port (?<port>\d+) failed`),
  },
  { text: new RegExp(String.raw`could not translate host name "${host}"`), isUnknownHost: true },
  { text: new RegExp(String.raw`Connection to ${host}:(?<port>\d+) (?:refused|timed out)`, 'i') },
  { text: new RegExp(String.raw`connect to \w+ server on '(?<host>[\w.-]+)(?::(?<port>\d+))?'`) },
  { text: /DATABASE_(?:UNAVAILABLE|UNREACHABLE|HOST_UNKNOWN)\b/ },
  {
    text: /database.{0,40}(?:connection refused|no answer in time|unreachable|not reachable|does not answer)/i,
  },
];

/** Addresses of the pod itself: nothing else is to blame for them. */
const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|::1|0\.0\.0\.0)$/;

/** The last connection to another host that the lines of a log say could not be made. */
export function failedConnection(lines: readonly string[]): FailedConnection | undefined {
  for (const line of lines.toReversed()) {
    for (const pattern of patterns) {
      const found = connectionIn(line, pattern);
      if (found) return found;
    }
  }
  return undefined;
}

function connectionIn(line: string, { text, isUnknownHost = false }: Pattern): FailedConnection | undefined {
  const match = text.exec(line);
  const { host: name, port } = match?.groups ?? {};
  if (!match || loopback.test(name ?? '')) return undefined;
  return {
    said: match[0],
    ...(name !== undefined && { host: name }),
    ...(port !== undefined && { port: Number(port) }),
    isUnknownHost,
  };
}
