import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type * as env from './env.ts';

const original = process.env;

async function readWith(variables: Readonly<Record<string, string>>): Promise<typeof env> {
  process.env = { ...variables } as NodeJS.ProcessEnv;
  jest.resetModules();
  return import('./env.ts');
}

afterEach(() => {
  process.env = original;
});

describe('env', () => {
  it('has defaults for everything', async () => {
    const { listenAddress } = await readWith({});
    expect(listenAddress).toEqual({ host: '0.0.0.0', port: 3000 });
  });

  it('takes port and address, and not HOSTNAME, which is the name of the pod', async () => {
    const { listenAddress } = await readWith({ PORT: '8081', HOST: '127.0.0.1', HOSTNAME: 'frontend-7c9f' });
    expect(listenAddress).toEqual({ host: '127.0.0.1', port: 8081 });
  });

  it.each(['x', '-1', '65536', '80.5'])('refuses PORT=%s', async (port) => {
    await expect(readWith({ PORT: port })).rejects.toThrow(`PORT: "${port}" is no port`);
  });
});
