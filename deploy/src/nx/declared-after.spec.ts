import { describe, expect, it } from '@jest/globals';
import { declaredAfter } from './declared-after.ts';

const projects = ['release', 'api', '@acme/Mail', 'web'];

function afterOf(deploy: unknown) {
  const data = { root: 'apps/web', metadata: { technologies: ['node'], deploy } };
  const nodes = { web: { name: 'web', type: 'app' as const, data } };
  const workspace = { root: '/workspace', nxJson: {}, graph: { nodes, dependencies: {} } };
  return declaredAfter(workspace, 'web', { projects });
}

describe('declaredAfter', () => {
  it.each([
    [undefined, []],
    [{}, []],
    [{ after: ['api'] }, ['api']],
    [{ after: ['mail', '@acme/Mail'] }, ['@acme/Mail', '@acme/Mail']],
  ])('reads %j', (metadata, expected) => {
    expect(afterOf(metadata)).toEqual(expected);
  });

  it.each([
    [{ after: ['cache'] }, 'metadata.deploy.after names cache; there are release, api, @acme/Mail, web'],
    [{ after: 'api' }, 'metadata.deploy.after is no list of projects'],
    [{ after: [1] }, 'metadata.deploy.after.0 is no text'],
    [{ before: [] }, 'metadata.deploy has unknown before; it may have after'],
    ['api', 'metadata.deploy is no mapping'],
  ])('refuses %j', (metadata, reason) => {
    expect(() => afterOf(metadata)).toThrow(
      expect.objectContaining({
        code: 'UNIT_METADATA_INVALID',
        message: `Project web: ${reason}; nothing was written`,
      }),
    );
  });
});
