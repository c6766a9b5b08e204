import { endWith } from './end-with.ts';
import { readEnvironment } from './env.ts';
import { serve } from './serve.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

process.on('uncaughtException', (error) => process.exit(endWith(error)));

try {
  const server = await serve(readEnvironment(), { onRefused: (error) => process.exit(endWith(error)) });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    let isEnding = false;
    process.on(signal, () => {
      if (isEnding) process.exit(exitCodes[signal]);
      isEnding = true;
      server.app.log.info(`${signal}: finishing the requests that run`);
      void server.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  process.exitCode = endWith(error);
}
