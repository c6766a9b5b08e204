import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from './canonical-json.ts';

describe('canonicalJson', () => {
  it('gives equal values equal text, whatever the order of their keys', () => {
    const text = '{"a":[3,{"x":null,"y":1}],"b":"ü"}';
    expect(canonicalJson({ b: 'ü', a: [3, { y: 1, x: null }] })).toBe(text);
    expect(canonicalJson({ a: [3, { x: null, y: 1, z: undefined }], b: 'ü' })).toBe(text);
  });
});
