import { describe, expect, it } from '@jest/globals';
import { parseManifests } from './parse-manifests.ts';

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n';

describe('parseManifests', () => {
  it.each([
    ['0440', 288],
    ['0o440', 288],
    ['440', 440],
    ['0', 0],
    ['-7', -7],
    ['0x1f', 31],
    ['1_000', 1000],
    ['1.5', 1.5],
    ['yes', true],
    ['off', false],
    ['"0440"', '0440'],
    ['2001-01-01', '2001-01-01'],
    ['1:30', '1:30'],
    ['099', 99],
    ['~', null],
  ])('reads %s as kubectl does', (source, expected) => {
    expect(parseManifests(`${head}value: ${source}`)[0]?.['value']).toEqual(expected);
  });

  it('leaves out empty documents and opens lists', () => {
    const list = `apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: Secret, metadata: { name: b } }]`;
    const objects = parseManifests(`---\n# nothing\n---\n${head}---\n${list}\n---\n`);
    expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Secret']);
  });

  it.each([
    ['just text', 'a document that is no mapping'],
    ['a: 1', 'a document without apiVersion and kind'],
    ['apiVersion: v1\nkind: Secret', 'a Secret without metadata.name'],
  ])('refuses %j', (yaml, message) => {
    expect(() => parseManifests(yaml)).toThrow(message);
  });
});
