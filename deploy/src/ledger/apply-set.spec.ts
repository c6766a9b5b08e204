import { describe, expect, it } from '@jest/globals';
import { applySetId } from './apply-set.ts';

describe('applySetId', () => {
  // As kubectl 1.36.3 wrote them with --applyset.
  it.each([
    ['ConfigMap', 'applyset-c-PRmLMSxKA1G6COLDG2_5W_EMub29Ru0_nCUAwbOTM-v1'],
    ['Secret', 'applyset-cRARTXbuPHZy396tTTrmgxURQKQEaoBlEtqljFp3lvE-v1'],
  ])('is what kubectl makes of a %s', (kind, id) => {
    expect(applySetId({ apiVersion: 'v1', kind, namespace: 'aset2', name: 'todo-deploy-todo' })).toBe(id);
  });
});
