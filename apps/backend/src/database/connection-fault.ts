// What is wrong between us and the database, told from the many shapes in which pg, Drizzle and Better Auth hand it on.
// The reasons are for people and name no host, user or value.

/**
 * `login-refused` and `host-unknown` point at a wrong DATABASE_URL; `lost` is a connection that broke under a query, so
 * that a read may be tried once more on another one.
 */
export interface ConnectionFault {
  readonly kind: 'login-refused' | 'host-unknown' | 'unreachable' | 'lost';
  readonly reason: string;
}

/** The fault that an error, or one of its causes, stands for; undefined when it is about something else. */
export function connectionFault(error: unknown): ConnectionFault | undefined {
  for (let link = error, depth = 0; isObject(link) && depth < causesMax; link = link.cause, depth += 1) {
    const fault = faultOf(link);
    if (fault) return fault;
  }
  return undefined;
}

interface ErrorLike {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

const causesMax = 6;

function isObject(value: unknown): value is ErrorLike {
  return typeof value === 'object' && value !== null;
}

function faultOf({ code, message }: ErrorLike): ConnectionFault | undefined {
  const entry =
    (typeof code === 'string' && (byCode[code] ?? (code.startsWith('08') && lost))) ||
    (typeof message === 'string' && byMessage.find(([text]) => message.includes(text))?.[1]);
  return entry ? { kind: entry[0], reason: entry[1] } : undefined;
}

type Entry = readonly [ConnectionFault['kind'], string];

const lost = ['lost', 'the connection broke'] as const;

// System errors by their name, the database's by SQLSTATE
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
const byCode: Readonly<Record<string, Entry>> = {
  ECONNREFUSED: ['unreachable', 'connection refused'],
  ECONNRESET: lost,
  EPIPE: lost,
  ETIMEDOUT: ['unreachable', 'no answer in time'],
  EHOSTUNREACH: ['unreachable', 'no route to it'],
  ENETUNREACH: ['unreachable', 'no route to it'],
  ENOTFOUND: ['host-unknown', 'its host name has no address'],
  EAI_AGAIN: ['unreachable', 'its host name cannot be looked up'],
  '28000': ['login-refused', 'the user may not log in'],
  '28P01': ['login-refused', 'wrong user or password'],
  '3D000': ['login-refused', 'no such database'],
  '25006': ['unreachable', 'it is read-only for now'],
  '53300': ['unreachable', 'too many connections'],
  '57014': ['unreachable', 'the query took too long'],
  '57P01': lost,
  '57P02': lost,
  '57P03': ['unreachable', 'it is starting or stopping'],
};

const byMessage: readonly (readonly [string, Entry])[] = [
  ['timeout exceeded when trying to connect', ['unreachable', 'no connection in time']],
  ['Connection terminated due to connection timeout', ['unreachable', 'no connection in time']],
  ['Connection terminated', lost],
  ['Client has encountered a connection error', lost],
  ['Query read timeout', ['unreachable', 'no answer in time']],
];
