import { describe, expect, it } from '@jest/globals';
import { refKey, refOf, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { parseManifests } from '../manifest/parse-manifests.ts';
import { createKnownSecrets } from '../secrets/known-secrets.ts';
import { renderedFiles } from './rendered-files.ts';

function render(objects: readonly KubernetesObject[], { includeSecrets = false, once = '' } = {}) {
  const secrets = createKnownSecrets();
  secrets.learn(objects);
  const entries = objects.map((object) => {
    const ref = refOf(object);
    return { unit: 'app', ref, key: refKey(ref), object, hash: '', isOnce: ref.name === once };
  });
  return renderedFiles(entries, { environment: 'test', includeSecrets, secrets });
}

const configMap = (data: Record<string, unknown>, name = 'c') =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'todo' }, data }) as const;
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'todo' },
  stringData: { password: 'correct-horse' },
};

describe('renderedFiles', () => {
  it('gives each object a file of its own, told from every other', () => {
    const role = 'rbac.authorization.k8s.io/v1';
    const objects = [
      configMap({}),
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'c', namespace: 'todo' } },
      { apiVersion: 'example.com/v1', kind: 'Deployment', metadata: { name: 'c', namespace: 'todo' } },
      { apiVersion: role, kind: 'Role', metadata: { name: 'a:b', namespace: 'other' } },
      { apiVersion: role, kind: 'ClusterRole', metadata: { name: 'a:b' } },
    ];
    expect(render(objects).files.map(({ path }) => path)).toEqual([
      'todo/configmap_c.yaml',
      'todo/deployment.apps_c.yaml',
      'todo/deployment.example.com_c.yaml',
      'other/role.rbac.authorization.k8s.io_a%3Ab.yaml',
      'cluster-wide/clusterrole.rbac.authorization.k8s.io_a%3Ab.yaml',
    ]);
  });

  it('writes what kubectl reads back as the same object', () => {
    const texts = [
      '0440',
      'yes',
      'on',
      '1_000',
      '0x1F',
      '1e3',
      '~',
      'null',
      '12:30',
      '.5',
      'a\nb\n',
      ' x ',
      '# c',
    ];
    const others = { number: 1.5, flag: true, nothing: null, list: [], map: {}, '0440': 'key', yes: 'key' };
    const object = configMap({
      ...Object.fromEntries(texts.map((text, index) => [`t${index}`, text])),
      ...others,
    });
    const [file] = render([object]).files;
    expect(file?.content).toMatch(
      /^# ConfigMap\/todo\/c of unit app, environment test; made by todo-deploy render\napiVersion: v1\n/,
    );
    expect(parseManifests(file?.content ?? '')).toEqual([object]);
  });

  it('leaves Secrets out, and what is made once, and names them', () => {
    const { files, leftOut } = render([secret, configMap({ a: 'b' }), configMap({}, 'generated')], {
      once: 'generated',
    });
    expect(files.map(({ path }) => path)).toEqual(['todo/configmap_c.yaml']);
    expect(leftOut).toEqual([
      { object: 'Secret/todo/s', why: 'its values would be on disk; --include-secrets writes them' },
      {
        object: 'ConfigMap/todo/generated',
        why: 'made once, by the first deploy, and another one in each rendering',
      },
    ]);
    expect(JSON.stringify(files)).not.toContain('correct-horse');
  });

  it('refuses another object that holds what a Secret holds, in any form', () => {
    for (const value of ['postgres://u:correct-horse@db', Buffer.from('correct-horse').toString('base64')]) {
      expect(() => render([secret, configMap({ value })])).toThrow(
        expect.objectContaining({
          code: 'SECRET_EXPOSED',
          message: expect.stringContaining('ConfigMap/todo/c: it holds a value that is secret') as unknown,
        }),
      );
    }
  });

  it('writes all of it when it is asked to', () => {
    const { files, leftOut } = render([secret, configMap({ value: 'correct-horse' })], {
      includeSecrets: true,
    });
    expect(leftOut).toEqual([]);
    expect(files.map(({ isSecret }) => isSecret)).toEqual([true, false]);
    expect(files[0]?.content).toContain('correct-horse');
  });
});
