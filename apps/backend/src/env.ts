// The only reader of process.env. Each secret may be given as NAME, or as NAME_FILE with the path of a file that holds it.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ApiError } from './errors.ts';

export interface Environment {
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string;
  readonly authSecret: string;
  /** Where people open the app, as an origin. */
  readonly publicUrl: string;
  /** Further origins whose pages may send requests. */
  readonly trustedOrigins: readonly string[];
  /** Addresses or networks of the proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  readonly logLevel: z.infer<typeof LogLevel>;
  /** Requests that one user may send in a minute. */
  readonly requestsPerMinuteMax: number;
  /** Sign-ins, sign-ups and new guests from one address in a minute. */
  readonly signInsPerMinuteMax: number;
  /** How long the API still takes requests after SIGTERM, while routers learn that it ends. */
  readonly drainWaitMs: number;
  /** The language of the offline assistant, as a BCP 47 tag. */
  readonly locale: string;
  readonly openAi: { readonly apiKey?: string; readonly baseUrl?: string; readonly model?: string };
}

export interface MigrateEnvironment {
  readonly databaseUrl: string;
  /** How long an unreachable database, or the lock of another runner, is waited for. */
  readonly waitMs: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

const LogLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);
const count = z.coerce.number().int().min(1);
const milliseconds = z.coerce.number().int().min(0);
const databaseUrl = z.string({ error: 'is not set' }).refine(isDatabaseUrl, {
  error: 'is not of the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE',
});
const origin = z.string({ error: 'is not set' }).transform(toOrigin);
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );

const variables = z.object({
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8000),
  DATABASE_URL: databaseUrl,
  BETTER_AUTH_SECRET: z.string({ error: 'is not set' }).min(32, 'has fewer than 32 characters'),
  TODO_PUBLIC_URL: origin,
  TODO_TRUSTED_ORIGINS: list.pipe(z.array(origin)),
  TODO_TRUSTED_PROXIES: list.pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
  TODO_LOG_LEVEL: LogLevel.default('info'),
  TODO_REQUESTS_PER_MINUTE_MAX: count.default(1200),
  TODO_SIGN_INS_PER_MINUTE_MAX: count.default(30),
  TODO_DRAIN_WAIT_MS: milliseconds.default(1500),
  TODO_LOCALE: z
    .string()
    .refine(isLocale, { error: 'is not a language tag such as en or en-GB' })
    .default('en'),
  OPENAI_API_KEY: z.string().min(1).optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/, error: 'is not an http or https URL' }).optional(),
  OPENAI_MODEL: z.string().min(1).optional(),
});

const migrateVariables = z.object({
  DATABASE_URL: databaseUrl,
  TODO_MIGRATION_WAIT_MS: milliseconds.default(60_000),
});

/**
 * Reads what the API needs.
 *
 * @throws ApiError ENVIRONMENT_INVALID with one clause per variable that is wrong; values are never repeated
 */
export function readEnvironment(source: Variables = process.env): Environment {
  const values = parse(variables, source);
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    authSecret: values.BETTER_AUTH_SECRET,
    publicUrl: values.TODO_PUBLIC_URL,
    trustedOrigins: values.TODO_TRUSTED_ORIGINS,
    trustedProxies: values.TODO_TRUSTED_PROXIES,
    logLevel: values.TODO_LOG_LEVEL,
    requestsPerMinuteMax: values.TODO_REQUESTS_PER_MINUTE_MAX,
    signInsPerMinuteMax: values.TODO_SIGN_INS_PER_MINUTE_MAX,
    drainWaitMs: values.TODO_DRAIN_WAIT_MS,
    locale: values.TODO_LOCALE,
    openAi: {
      apiKey: values.OPENAI_API_KEY,
      baseUrl: values.OPENAI_BASE_URL,
      model: values.OPENAI_MODEL,
    },
  };
}

/**
 * Reads what the migrations need.
 *
 * @throws ApiError ENVIRONMENT_INVALID
 */
export function readMigrateEnvironment(source: Variables = process.env): MigrateEnvironment {
  const values = parse(migrateVariables, source);
  return { databaseUrl: values.DATABASE_URL, waitMs: values.TODO_MIGRATION_WAIT_MS };
}

/**
 * The environment of the API under `npm run dev`: the given variables, over which those of the terminal win.
 *
 * @internal for dev.ts only
 */
export function developmentVariables(variables: Variables): Variables {
  const defaults = { HOST: '127.0.0.1', TODO_PUBLIC_URL: 'http://localhost:3000', TODO_DRAIN_WAIT_MS: '0' };
  return { ...defaults, ...variables, ...process.env };
}

const secretNames = ['DATABASE_URL', 'BETTER_AUTH_SECRET', 'OPENAI_API_KEY'];

function parse<Shape extends z.ZodObject>(schema: Shape, source: Variables): z.infer<Shape> {
  const faults: string[] = [];
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  for (const name of secretNames.filter((secret) => secret in schema.shape)) readSecret(name, given, faults);
  const result = schema.safeParse(given);
  const named = new Set(faults.map((fault) => fault.split(' ')[0]));
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0]);
    const part = issue.path.length > 1 ? 'has an entry that ' : '';
    if (!named.has(name)) faults.push(`${name} ${part}${describe(issue)}`);
    named.add(name);
  }
  if (result.success && faults.length === 0) return result.data;
  throw new ApiError('ENVIRONMENT_INVALID', { faults });
}

function readSecret(name: string, values: Record<string, string | undefined>, faults: string[]): void {
  const path = values[`${name}_FILE`];
  if (path === undefined) return;
  if (values[name] !== undefined) {
    faults.push(`${name} and ${name}_FILE are both set, and only one may be`);
    return;
  }
  try {
    values[name] = readFileSync(path, 'utf8').trim() || undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    faults.push(`${name} cannot be read from the file that ${name}_FILE names (${code})`);
  }
}

// zod's own texts may repeat the value; ours never do.
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom' || issue.message.startsWith('is ') || issue.message.startsWith('has ')) {
    return issue.message;
  }
  if (issue.code === 'invalid_value') return `is not one of ${issue.values.join(', ')}`;
  if (issue.code === 'invalid_union') return 'is not an IP address or network';
  if (issue.code === 'too_small') return `is less than ${issue.minimum}`;
  if (issue.code === 'too_big') return `is more than ${issue.maximum}`;
  return 'is not a whole number';
}

function isDatabaseUrl(value: string): boolean {
  const url = URL.parse(value);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) return false;
  return url.hostname !== '' && url.pathname.length > 1;
}

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

function toOrigin(value: string, context: z.RefinementCtx): string {
  const url = URL.parse(value);
  if (url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href) return url.origin;
  context.addIssue({ code: 'custom', message: 'is not an origin such as https://todo.example.com' });
  return z.NEVER;
}
