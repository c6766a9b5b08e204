import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { authRoutes } from './auth/auth.route.ts';
import type { Auth } from './auth/auth.ts';
import { chatRoutes } from './chat/chat.route.ts';
import type { ChatService } from './chat/chat.service.ts';
import { conversationsRoutes } from './conversations/conversations.route.ts';
import type { ConversationRepository } from './conversations/conversations.repository.ts';
import type { Database } from './database/database.ts';
import { ApiError } from './errors.ts';
import { authenticate } from './http/authenticate.ts';
import { addDrain } from './http/drain.ts';
import { answerUnreadable, handleErrors } from './http/error-handler.ts';
import { healthRoutes } from './http/health.route.ts';
import { type LogOptions, logOptions } from './http/log-options.ts';
import { addSecurityHeaders } from './http/security-headers.ts';
import { todosRoutes } from './todos/todos.route.ts';
import type { TaskService } from './todos/todos.service.ts';

export interface AppDependencies {
  readonly database: Database;
  readonly auth: Auth;
  readonly tasks: TaskService;
  readonly conversations: ConversationRepository;
  readonly chat: ChatService;
  readonly settings: AppSettings;
}

export interface AppSettings {
  readonly publicUrl: string;
  readonly trustedOrigins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly requestsPerMinuteMax: number;
  readonly log: LogOptions;
}

/**
 * The whole API, on no port yet. What it does, it does through its dependencies; it opens and keeps nothing itself.
 */
export async function createApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { settings } = dependencies;
  const app = fastify({
    logger: logOptions(settings.log),
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? randomUUID(),
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    bodyLimit: bodyBytesMax,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    // One line per request, written by the hook below.
    logController: new LogController({ disableRequestLogging: true }),
  });
  // A page of another site could send plain text without asking the browser first.
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('userId', '');
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { statusCode, elapsedTime } = reply;
    request.log.info({ req: request, statusCode, durationMs: Math.round(elapsedTime) }, 'answered');
    done();
  });
  addSecurityHeaders(app, { isSecure: settings.publicUrl.startsWith('https:') });
  addDrain(app);
  handleErrors(app);
  healthRoutes(app, dependencies);
  await app.register(rateLimit, { global: false });
  await app.register((scope, _options, done) => {
    authRoutes(scope, { ...dependencies, publicUrl: settings.publicUrl });
    done();
  });
  await app.register((scope, _options, done) => {
    userRoutes(scope, dependencies);
    done();
  });
  return app;
}

const bodyBytesMax = 64 * 1024;
const requestTimeoutMs = 30_000;

/** A proxy's id of the request, where it has a form that is safe to log and to send back. */
function readRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w-]{8,64}$/.test(header) ? header : undefined;
}

/** Everything under /api/{user_id}: for that user only, and for each so often. */
function userRoutes(app: FastifyInstance, dependencies: AppDependencies): void {
  const { publicUrl, trustedOrigins, requestsPerMinuteMax } = dependencies.settings;
  app.addHook('onRequest', authenticate({ ...dependencies, origins: [publicUrl, ...trustedOrigins] }));
  app.addHook(
    'onRequest',
    app.rateLimit({
      max: requestsPerMinuteMax,
      timeWindow: '1 minute',
      keyGenerator: ({ userId }) => userId,
      errorResponseBuilder: (_request, { ttl }) =>
        new ApiError('RATE_LIMITED', { seconds: Math.ceil(ttl / 1000) }),
    }),
  );
  todosRoutes(app, dependencies);
  conversationsRoutes(app, dependencies);
  chatRoutes(app, dependencies);
}
