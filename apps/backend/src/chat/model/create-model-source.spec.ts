import { describe, expect, it } from '@jest/globals';
import { createMemoryTaskRepository } from '../../../test/fakes/memory-tasks.ts';
import { createTaskService } from '../../todos/todos.service.ts';
import { createTurn, type Turn } from '../turn.ts';
import { createModelSource } from './create-model-source.ts';
import { RuleModel } from './rule-model.ts';

const locale = 'en';

function turn(): Turn {
  const tasks = createTaskService(createMemoryTaskRepository());
  const { signal } = new AbortController();
  return createTurn({ userId: 'ada', tasks, message: 'hello', history: [], locale, signal });
}

describe('createModelSource', () => {
  it('takes the offline model where neither a key nor a server is given', async () => {
    const { model } = await createModelSource({ openAi: {}, locale }).prepare(turn());
    expect(model).toBeInstanceOf(RuleModel);
  });

  it.each([
    { apiKey: 'a-key' },
    { apiKey: 'a-key', model: 'some-model' },
    { baseUrl: 'http://127.0.0.1:9/v1', model: 'some-model' },
  ])('takes a language model with %j', async (openAi) => {
    const { model } = await createModelSource({ openAi, locale }).prepare(turn());
    expect(model).not.toBeInstanceOf(RuleModel);
  });

  it('refuses a server whose model is not named', () => {
    const openAi = { apiKey: 'a-key', baseUrl: 'http://127.0.0.1:9/v1' };
    expect(() => createModelSource({ openAi, locale })).toThrow(/^OPENAI_MODEL: it is not set/);
  });
});

describe('RuleModel', () => {
  it('streams the words that it answers with', async () => {
    const events = [];
    for await (const event of new RuleModel(turn(), locale).getStreamedResponse()) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      'response_started',
      'output_text_delta',
      'response_done',
    ]);
    expect(events).toContainEqual({
      type: 'output_text_delta',
      delta: expect.stringContaining('Hello') as unknown,
    });
  });
});
