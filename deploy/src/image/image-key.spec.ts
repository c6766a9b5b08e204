import { describe, expect, it } from '@jest/globals';
import { imageKey, type ImageInputs } from './image-key.ts';

const inputs: ImageInputs = { inputHash: '123', baseDigests: ['sha256:a', 'sha256:b'], epoch: 0 };

describe('imageKey', () => {
  it('is a tag that equal inputs share on every machine', () => {
    expect(imageKey(inputs)).toBe('h-d11377149af0717aef3630be9969dd505654a899');
    expect(imageKey({ ...inputs })).toBe(imageKey(inputs));
  });

  it.each<Partial<ImageInputs>>([
    { inputHash: '124' },
    { baseDigests: ['sha256:b', 'sha256:a'] },
    { baseDigests: ['sha256:a'] },
    { epoch: 1 },
  ])('changes with %j', (change) => {
    expect(imageKey({ ...inputs, ...change })).not.toBe(imageKey(inputs));
  });
});
