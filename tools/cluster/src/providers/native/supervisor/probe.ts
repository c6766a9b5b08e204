import { get as httpGet, type ClientRequest, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect } from 'node:net';
import { pause } from '../../../host/pause.ts';
import type { Probe } from '../definition.ts';

const answerTimeoutMs = 1000;
const askAgainAfterMs = 25;

/** Waits until the component answers its probe: whether it did before the signal. Never throws. */
export async function waitForAnswer(
  probe: Probe,
  { authority, signal }: { readonly authority: string; readonly signal: AbortSignal },
): Promise<boolean> {
  while (!signal.aborted) {
    if (await answersProbe(probe, authority)) return true;
    await pause(askAgainAfterMs, signal);
  }
  return false;
}

/** Whether the component answers its probe now; never throws. */
function answersProbe(probe: Probe, authority: string): Promise<boolean> {
  switch (probe.kind) {
    case 'socket':
      return connects(probe.path);
    case 'http':
      return succeeds((done) => httpGet(probe.url, { timeout: answerTimeoutMs, agent: false }, done));
    case 'https':
      return succeeds((done) =>
        httpsGet(probe.url, { timeout: answerTimeoutMs, agent: false, ca: authority }, done),
      );
    default:
      return probe satisfies never;
  }
}

function succeeds(
  open: (onResponse: (response: IncomingMessage) => void) => ClientRequest,
): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = open((response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(false));
    outgoing.on('close', () => resolve(false));
  });
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => finish(true));
    socket.on('error', () => finish(false));
  });
}
