import type { IncomingMessage } from 'node:http';

/** A body's lines as they arrive. Rejects when the connection breaks, which node:readline would keep to itself. */
export async function* textLines(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
