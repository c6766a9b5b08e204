import { describe, expect, it } from '@jest/globals';
import { takeWay, type Way } from './question.ts';

const place = { namespace: 'app', release: 'bench' };

function serverOf(answers: Readonly<Record<string, string>>) {
  return {
    call: (tool: string) =>
      Promise.resolve({ text: answers[tool] ?? `no tool ${tool}`, isError: !(tool in answers) }),
  };
}

const way: Way = {
  async take(ask, { namespace }) {
    const pods = await ask('pods', { namespace });
    await ask('log', { name: /\S+/.exec(pods)?.[0] });
  },
  holds: [/exit 3/, /web-1/],
};

describe('takeWay', () => {
  it('counts the calls and the bytes of their answers', async () => {
    const server = serverOf({ pods: 'web-1 …', log: 'exit 3' });
    expect(await takeWay(server, way, place)).toEqual({
      calls: ['pods', 'log'],
      bytes: 15,
      isAnswered: true,
    });
  });

  it('does not take an answer without the fact for one', async () => {
    const server = serverOf({ pods: 'web-1', log: 'it listens' });
    expect(await takeWay(server, way, place)).toMatchObject({ isAnswered: false });
  });

  it('does not take a failed call for an answer', async () => {
    const server = serverOf({ pods: 'web-1, exit 3' });
    expect(await takeWay(server, way, place)).toMatchObject({ calls: ['pods', 'log'], isAnswered: false });
  });
});
