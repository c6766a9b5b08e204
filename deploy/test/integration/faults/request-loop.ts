import { setTimeout as delay } from 'node:timers/promises';
import { until } from '@todo/testing/until';
import type { TestRelease } from '../cluster.ts';
import { RecordingProxy } from '../recording-proxy.ts';

/** Requests to the app of a release, one after the other, until it is closed. */
export interface RequestLoop {
  close(): Promise<{ readonly failed: readonly string[]; readonly hasAnswered: boolean }>;
}

const pauseMs = 20;

/** Starts a loop through the API server's way to the Service, once it answers. */
export async function openRequestLoop({ connection, namespace }: TestRelease): Promise<RequestLoop> {
  const proxy = await RecordingProxy.open(connection);
  const url = new URL(`/api/v1/namespaces/${namespace}/services/app:80/proxy/`, proxy.url);
  await until(async () => (await fetch(url)).ok);
  const closing = new AbortController();
  const failed: string[] = [];
  let answers = 0;
  const ask = async () => {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
    const text = await response.text();
    if (response.ok) answers++;
    else failed.push(`${response.status}: ${text}`);
  };
  const run = async () => {
    while (!closing.signal.aborted) {
      await ask().catch((error: unknown) => failed.push(String(error)));
      await delay(pauseMs);
    }
  };
  const running = run();
  return {
    close: async () => {
      closing.abort();
      await running;
      await proxy.close();
      return { failed, hasAnswered: answers > 0 };
    },
  };
}
