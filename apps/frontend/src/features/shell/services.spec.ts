import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createServices } from './services.ts';

const user = { id: 'u1', name: 'Anna', email: 'anna@example.com' };

/** Lets the service answer the next requests in turn. */
function answering(...answers: readonly (() => Response)[]): void {
  const queue = [...answers];
  jest.spyOn(globalThis, 'fetch').mockImplementation(() => {
    const answer = queue.shift();
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('no answer left'));
  });
}

const problem = (status: number) => () =>
  Response.json({ error: { code: 'X', message: 'm', hint: 'h', requestId: 'r' } }, { status });
const session = () => Response.json({ user });

afterEach(() => {
  jest.restoreAllMocks();
});

describe('createServices', () => {
  it('ends the session of the page when any request is refused for want of one', async () => {
    answering(session, problem(401));
    const services = createServices();
    await services.session.load();
    await services.api
      .of('u1')
      .listTasks()
      .catch(() => undefined);
    expect(services.session.state.get()).toEqual({ state: 'signed-out', hasExpired: true });
    expect(services.connection.state.get().state).toBe('connected');
  });

  it('keeps the session while the service cannot be reached, and has it back by itself', async () => {
    answering(session, problem(503), session);
    const services = createServices();
    await services.session.load();
    await services.api
      .of('u1')
      .listTasks()
      .catch(() => undefined);
    expect(services.connection.state.get().state).toBe('lost');
    expect(services.session.state.get().state).toBe('signed-in');
    const { promise: recovered, resolve } = Promise.withResolvers<void>();
    services.connection.onRecovered(resolve);
    services.connection.retryNow();
    await recovered;
    expect(services.connection.state.get().state).toBe('connected');
  });
});
