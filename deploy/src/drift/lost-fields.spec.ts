import { describe, expect, it } from '@jest/globals';
import type { FieldSet } from '../plan/field-set.ts';
import { lostFields } from './lost-fields.ts';

const applied = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'app', namespace: 'x', labels: { a: '1', b: '2' }, annotations: {} },
  spec: {
    replicas: 2,
    paused: null,
    template: {
      spec: {
        containers: [{ name: 'app', args: ['-e'], env: [], ports: [{ containerPort: 80 }] }],
      },
    },
  },
};
const port = { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } };
const container = { '.': {}, 'f:name': {}, 'f:args': {}, 'f:ports': port };
const containers = { 'k:{"name":"app"}': container };
const owned = {
  'f:metadata': { 'f:labels': { 'f:a': {}, 'f:b': {} } },
  'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': containers } } },
};
const path = ['f:spec', 'f:template', 'f:spec', 'f:containers'];

describe('lostFields', () => {
  it('is empty while all that was applied is owned, whatever was left to a default or empty', () => {
    expect(lostFields(applied, owned)).toEqual([]);
  });

  it('names a field that is owned no longer', () => {
    const { 'f:replicas': _replicas, ...spec } = owned['f:spec'];
    expect(lostFields(applied, { ...owned, 'f:spec': spec })).toEqual([['f:spec', 'f:replicas']]);
  });

  it('names a label', () => {
    const metadata = { 'f:labels': { 'f:b': {} } };
    expect(lostFields(applied, { ...owned, 'f:metadata': metadata })).toEqual([
      ['f:metadata', 'f:labels', 'f:a'],
    ]);
  });

  it('names a field of an element, and an element as a whole, by its keys', () => {
    const withContainers = (next: FieldSet) => ({
      ...owned,
      'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': next } } },
    });
    const { 'f:args': _args, ...without } = container;
    expect(lostFields(applied, withContainers({ 'k:{"name":"app"}': without }))).toEqual([
      [...path, 'k:{"name":"app"}', 'f:args'],
    ]);
    expect(lostFields(applied, withContainers({ 'k:{"name":"other"}': container }))).toEqual([
      [...path, 'k:{"name":"app"}'],
    ]);
  });

  it('names a value of a set, and looks for none within a field that is owned as a whole', () => {
    const metadata = { name: 'x', finalizers: ['a', 'b'] };
    const object = { apiVersion: 'v1', kind: 'X', metadata, list: [{ a: 1 }, { b: 2 }] };
    const fields = { 'f:metadata': { 'f:finalizers': { 'v:"a"': {} } }, 'f:list': {} };
    expect(lostFields(object, fields)).toEqual([['f:metadata', 'f:finalizers', 'v:"b"']]);
  });
});
