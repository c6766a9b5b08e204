import { describe, expect, it } from '@jest/globals';
import { chooseModel, labelOf } from './model-options.ts';

const none = { model: undefined, 'model-url': undefined, 'no-model': false };
const url = 'http://localhost:11434/v1';

describe('chooseModel', () => {
  it('takes rules where neither a key nor a URL is known, or none is wanted', () => {
    expect(chooseModel(none, { name: 'm' })).toBeUndefined();
    expect(chooseModel({ ...none, 'no-model': true }, { key: 'k', url, name: 'm' })).toBeUndefined();
  });

  it('takes what options name before what variables do, and OpenAI for a key alone', () => {
    expect(
      chooseModel({ ...none, model: 'mine', 'model-url': url }, { key: 'k', url: 'u', name: 'm' }),
    ).toEqual({ name: 'mine', url, key: 'k' });
    expect(chooseModel(none, { key: 'k' })).toEqual({ url: 'https://api.openai.com/v1', key: 'k' });
    expect(labelOf({ url })).toBe("OpenAI's default model");
  });

  it('refuses a server of which no model is named', () => {
    expect(() => chooseModel({ ...none, 'model-url': url }, {})).toThrow('--model');
  });
});
