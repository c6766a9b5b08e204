import { describe, expect, it } from '@jest/globals';
import { AppError, type ContextOf, type ErrorTable } from './app-error.ts';

const table = {
  PORT_TAKEN: {
    title: 'A port is in use',
    message: ({ port }: { port: number }) => `Port ${port}: another program listens on it`,
    hint: ({ port }: { port: number }) => `end that program, or choose another port than ${port}`,
    exitCode: 12,
  },
} as const satisfies ErrorTable;

class ToolError<Code extends keyof typeof table = keyof typeof table> extends AppError {
  constructor(code: Code, context: ContextOf<typeof table, Code>, cause?: unknown) {
    super(table, code, { context, cause });
  }
}

describe('AppError', () => {
  it('takes its texts and exit code from the table', () => {
    const cause = new Error('EADDRINUSE');
    const error = new ToolError('PORT_TAKEN', { port: 8080 }, cause);
    expect(error).toMatchObject({
      name: 'ToolError',
      code: 'PORT_TAKEN',
      message: 'Port 8080: another program listens on it',
      hint: 'end that program, or choose another port than 8080',
      exitCode: 12,
      status: 500,
      cause,
    });
  });

  it('refuses a code that its table lacks', () => {
    expect(() => new AppError(table, 'NOPE', { context: {} })).toThrow('No error code NOPE');
  });
});
