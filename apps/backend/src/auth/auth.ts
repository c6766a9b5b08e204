// Sign-up, sign-in, guests and sessions: Better Auth inside the API. Sessions are rows of the database, looked up on each
// request, so that signing out takes effect at once on every replica.
import { drizzleAdapter } from '@better-auth/drizzle-adapter';
import { passwordMax, passwordMin } from '@todo/contracts';
import { betterAuth } from 'better-auth/minimal';
import { anonymous } from 'better-auth/plugins/anonymous';
import { bearer } from 'better-auth/plugins/bearer';
import { accounts, rateLimits, sessions, users, verifications } from '../database/auth-tables.ts';
import type { Database } from '../database/database.ts';
import { moveGuest } from './move-guest.ts';

export interface Auth {
  /** Answers what is under /api/auth/. The client's address is taken from the header `clientAddressHeader`. */
  handle(request: Request): Promise<Response>;
  /** Whose session the cookie or bearer token in these headers is; undefined when there is none that is valid. */
  userIdOf(headers: Headers): Promise<string | undefined>;
}

export interface AuthOptions {
  readonly database: Database;
  readonly secret: string;
  readonly publicUrl: string;
  readonly trustedOrigins: readonly string[];
  readonly signInsPerMinuteMax: number;
  /** Takes what Better Auth has to say about failures. */
  readonly log: (level: 'warn' | 'error', message: string, details: readonly unknown[]) => void;
}

/** Set by the API itself, so that nobody else decides which address a sign-in is counted for. */
export const clientAddressHeader = 'x-todo-client-address';

export function createAuth(options: AuthOptions): Auth {
  const auth = createBetterAuth(options);
  return {
    handle: (request) => auth.handler(request),
    async userIdOf(headers) {
      // A refresh would change the session's cookie, which only get-session can send back.
      const session = await auth.api.getSession({ headers, query: { disableRefresh: true } });
      return session?.user.id;
    },
  };
}

const day = 24 * 60 * 60;

function createBetterAuth({ database, ...options }: AuthOptions) {
  const schema = {
    user: users,
    session: sessions,
    account: accounts,
    verification: verifications,
    rateLimit: rateLimits,
  };
  return betterAuth({
    appName: 'Todo',
    baseURL: options.publicUrl,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: [...options.trustedOrigins],
    database: drizzleAdapter(database.orm, { provider: 'pg', schema, transaction: true }),
    emailAndPassword: { enabled: true, minPasswordLength: passwordMin, maxPasswordLength: passwordMax },
    session: { expiresIn: 30 * day, updateAge: day, cookieCache: { enabled: false } },
    rateLimit: rateLimit(options.signInsPerMinuteMax),
    advanced: {
      cookiePrefix: 'todo',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    plugins: [
      // Only signed tokens: what the database stores of a session opens none.
      bearer({ requireSignature: true }),
      anonymous({
        generateName: () => 'Guest',
        onLinkAccount: ({ anonymousUser, newUser }) =>
          moveGuest(database, { guestId: anonymousUser.user.id, userId: newUser.user.id }),
      }),
    ],
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message, ...details) =>
        options.log(level === 'error' ? 'error' : 'warn', message, details),
    },
    onAPIError: { throw: true },
  });
}

/** Counted in the database, as each replica sees only a part of the requests. */
function rateLimit(signInsPerMinuteMax: number) {
  const signIns = { window: 60, max: signInsPerMinuteMax };
  return {
    enabled: true,
    storage: 'database' as const,
    window: 60,
    max: 100,
    customRules: {
      '/sign-in/*': signIns,
      '/sign-up/*': signIns,
      // Costs one look-up like any other request, and answers the browser on every page load.
      '/get-session': false as const,
    },
  };
}
