import { describe, expect, it } from '@jest/globals';
import { formatReference } from '@todo/oci';
import { baseReferences, globalArguments, stageStarts } from './base-references.ts';
import { parseDockerfile } from './dockerfile.ts';

const parse = (text: string) => parseDockerfile(text, 'Dockerfile');
const basesOf = (text: string) =>
  baseReferences(parse(text)).map(({ text, line, reference }) => [text, line, formatReference(reference)]);

describe('baseReferences', () => {
  it.each([
    ['FROM scratch\n', []],
    ['FROM postgres:18\n', [['postgres:18', 1, 'docker.io/library/postgres:18']]],
    ['ARG TAG=18\nFROM postgres:${TAG}\n', [['postgres:18', 2, 'docker.io/library/postgres:18']]],
    [
      'FROM a/b AS build\nFROM build\nCOPY --from=build x y\nCOPY --from=0 x y\n',
      [['a/b', 1, 'docker.io/a/b:latest']],
    ],
    [
      'FROM a/b as Build\nFROM gcr.io/c:1\nCOPY --from=BUILD x y\nCOPY --from=quay.io/d:2 x y\n',
      [
        ['a/b', 1, 'docker.io/a/b:latest'],
        ['gcr.io/c:1', 2, 'gcr.io/c:1'],
        ['quay.io/d:2', 4, 'quay.io/d:2'],
      ],
    ],
  ])('of %j', (text, expected) => {
    expect(basesOf(text)).toEqual(expected);
  });

  it.each([
    ['FROM a b\n', 'Dockerfile:1: FROM takes one image, and AS with a name'],
    ['ARG TAG\nFROM ${IMAGE}\n', 'Dockerfile:2: ${IMAGE} is empty'],
    ['FROM ${IMAGE\n', 'Dockerfile:1: a brace is not closed in ${IMAGE'],
    ['FROM UPPER\n', 'Image reference "UPPER": "UPPER" is not a repository name'],
  ])('refuses %j', (text, message) => {
    expect(() => basesOf(text)).toThrow(message);
  });
});

describe('stageStarts', () => {
  it('knows the names of stages in lower case', () => {
    expect(stageStarts(parse('FROM scratch AS Final\n')).map(({ name }) => name)).toEqual(['final']);
  });
});

describe('globalArguments', () => {
  it('are those before the first FROM, each seeing the ones before it', () => {
    const values = globalArguments(parse('ARG A=1 B=$A-2\nARG C="$B"\nFROM scratch\nARG D=4\n'));
    expect(Object.fromEntries(values)).toEqual({
      TARGETPLATFORM: 'linux/amd64',
      TARGETOS: 'linux',
      TARGETARCH: 'amd64',
      TARGETVARIANT: '',
      A: '1',
      B: '1-2',
      C: '1-2',
    });
  });
});
