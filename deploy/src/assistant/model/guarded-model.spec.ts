import { describe, expect, it } from '@jest/globals';
import type { Model, ModelRequest, StreamEvent } from '@openai/agents-core';
import { GuardedModel, type WantedCall } from './guarded-model.ts';

const request = { input: 'why' } as unknown as ModelRequest;

function guarded(stream: (request: ModelRequest) => AsyncIterable<StreamEvent>, timeoutMs = 60_000) {
  const wanted: WantedCall[] = [];
  const model = new GuardedModel({ getStreamedResponse: stream } as unknown as Model, {
    timeoutMs,
    onCalls: (calls) => Promise.resolve(void wanted.push(...calls)),
    fail: (reason) => new Error(reason),
  });
  const end = async (asked = request) => {
    for await (const _ of model.getStreamedResponse(asked)) continue;
  };
  return { end, wanted };
}

/** Throws what the client does, which quotes the key. */
function failing(facts: object) {
  return async function* (): AsyncIterable<StreamEvent> {
    await Promise.resolve();
    throw Object.assign(new Error('key sk-123 is wrong'), facts);
  };
}

describe('a guarded model', () => {
  it.each([
    [{ status: 401 }, 'it refuses the key (401)'],
    [{ status: 404 }, 'it has no such model or no chat completions there (404)'],
    [{ status: 503 }, 'it says 503'],
    [{ code: 'ECONNREFUSED' }, 'it cannot be reached, or what it says cannot be read'],
  ])('says of %j what it means, and nothing of what the client says', async (facts, reason) => {
    await expect(guarded(failing(facts)).end()).rejects.toThrow(new Error(reason));
  });

  it('waits for an answer no longer than it may take', async () => {
    const silent = async function* ({ signal }: ModelRequest): AsyncIterable<StreamEvent> {
      yield { type: 'response_started' };
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true }),
      );
    };
    await expect(guarded(silent, 1).end()).rejects.toThrow('no answer within 0.001 s');
  });

  it('leaves what Ctrl-C ends as it is', async () => {
    const signal = AbortSignal.abort();
    await expect(guarded(failing({})).end({ ...request, signal })).rejects.toThrow('sk-123');
  });

  it('tells of calls before they are made', async () => {
    const call = { type: 'function_call', name: 'status', arguments: '{}', callId: 'a' } as const;
    const { end, wanted } = guarded(async function* () {
      await Promise.resolve();
      const response = { id: 'a', output: [call] };
      yield { type: 'response_done', response } as unknown as StreamEvent;
    });
    await end();
    expect(wanted).toEqual([{ name: 'status', arguments: '{}' }]);
  });
});
