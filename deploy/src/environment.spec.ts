import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readEnvironmentFile } from './environment-file.ts';
import { fillInEnvironment } from './environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'environments-'));
afterAll(() => rmSync(folder, { recursive: true }));

const chart = '/workspace/deploy/chart';
const local = {
  address: 'http://localhost:8080',
  secureAddress: 'https://localhost:8443',
  registry: 'localhost:5001',
};
const remote = { address: 'https://todo.example', registry: 'r.example' };

function read(
  text: string,
  connection: { address: string; secureAddress?: string; registry: string } = local,
) {
  writeFileSync(join(folder, 'staging.yaml'), text);
  return fillInEnvironment(readEnvironmentFile('staging', folder), { chart, connection, units: ['app'] });
}

describe('an environment', () => {
  it('reads namespace, release, time limit and values', () => {
    expect(
      read('{ namespace: shop, release: todo, timeout: 5m, values: { backend: { replicas: 2 } } }'),
    ).toEqual({
      name: 'staging',
      namespace: 'shop',
      release: 'todo',
      chart,
      timeoutMs: 300_000,
      values: { backend: { replicas: 2 } },
      gates: {},
    });
  });

  it('gives a unit two minutes unless the file says otherwise', () => {
    expect(read('{ namespace: shop, release: todo }')).toMatchObject({ timeoutMs: 120_000, values: {} });
  });

  it('fills in the addresses and the registry, anywhere in the values', () => {
    const { values } = read(
      "{ namespace: a, release: b, values: { url: '${address}/x', deep: [{ at: '${registry}' }], number: 1, none: null } }",
    );
    expect(values).toEqual({
      url: 'http://localhost:8080/x',
      deep: [{ at: 'localhost:5001' }],
      number: 1,
      none: null,
    });
  });

  const origins =
    "{ namespace: a, release: b, values: { origins: ['${addressByIp}', '${secureAddress}', '${secureAddressByIp}', fixed] } }";

  it('knows the other name of this machine', () => {
    expect(read(origins).values).toEqual({
      origins: ['http://127.0.0.1:8080', 'https://localhost:8443', 'https://127.0.0.1:8443', 'fixed'],
    });
  });

  it('leaves out entries of lists that this connection has nothing for', () => {
    expect(read(origins, remote).values).toEqual({ origins: ['fixed'] });
  });

  it.each([
    ['values: {}', 'namespace is missing or no text; release is missing or no text'],
    ['{ namespace: A, release: b }', 'namespace is no name of lower-case letters'],
    ['{ namespace: a, release: b, images: {} }', 'has unknown images; it may have namespace, release'],
    ['{ namespace: a, release: b, timeout: soon }', 'timeout must be a time such as 90s or 2m'],
    ['{ namespace: a, release: b, values: [] }', 'values is no mapping'],
    ['just text', 'is no mapping'],
    ['{ namespace: a, release: b', 'unexpected end'],
    [
      '{ namespace: a, release: b, protected: { clean: true } }',
      'protected has unknown clean; it may have cleanTree, confirm, branches, users',
    ],
    ['{ namespace: a, release: b, protected: { branches: main } }', 'protected.branches is no list'],
    ['{ namespace: a, release: b, registry: "a b" }', 'registry must be a host with its port'],
    ['{ namespace: a, release: b, gates: { app: {} } }', 'gates.app is no list'],
    [
      '{ namespace: a, release: b, gates: { app: [{ kind: tcp }] } }',
      'gates.app.0.kind is none of http, command, test',
    ],
    ['{ namespace: a, release: b, gates: { app: [5] } }', 'gates.app.0 is no mapping'],
    [
      '{ namespace: a, release: b, gates: { app: [{ kind: http }] } }',
      'gates.app.0.url is missing or no text',
    ],
    [
      '{ namespace: a, release: b, gates: { app: [{ kind: command, run: [] }] } }',
      'gates.app.0.run is empty',
    ],
    [
      '{ namespace: a, release: b, gates: { app: [{ kind: test, url: x }] } }',
      'gates.app.0 has unknown url; it may have kind, component, timeout',
    ],
    ['{ namespace: a, release: b, gates: { web: [] } }', 'gates names unit web; there are app'],
    [
      "{ namespace: a, release: b, gates: { app: [{ kind: http, url: '${host}/' }] } }",
      'gates.app[0].url names ${host}; there are address,',
    ],
    ["{ namespace: a, release: b, values: { x: '${host}' } }", 'values.x names ${host}; there are address,'],
  ])('refuses %s', (text, reason) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'ENVIRONMENT_INVALID',
        message: expect.stringContaining(reason) as unknown,
      }),
    );
  });

  it('refuses a value that this connection has nothing for', () => {
    expect(() => read("{ namespace: a, release: b, values: { x: '${secureAddress}' } }", remote)).toThrow(
      /values\.x needs \$\{secureAddress\}, which this connection does not have/,
    );
  });

  it('reads where the environment is, its protection and its gates', () => {
    const file = `
      { namespace: a, release: b, context: c, kubeconfig: ../k, registry: r.example, address: 'https://x.example/',
        protected: { cleanTree: true, branches: [main] },
        gates: { app: [{ kind: http, url: '\${address}/health', timeout: 5s }, { kind: command, run: [check] }, { kind: test }] } }`;
    expect(read(file)).toMatchObject({
      protection: { cleanTree: true, confirm: false, branches: ['main'], users: [] },
      gates: {
        app: [
          { kind: 'http', url: 'http://localhost:8080/health', status: 200, timeout: 5000 },
          { kind: 'command', run: ['check'], env: [] },
          { kind: 'test' },
        ],
      },
    });
    expect(readEnvironmentFile('staging', folder).connection).toEqual({
      context: 'c',
      kubeconfig: resolve(folder, '../k'),
      registry: 'r.example',
      address: 'https://x.example',
    });
  });

  it('names the environments that there are', () => {
    read('{ namespace: a, release: b }');
    expect(() => readEnvironmentFile('prod', folder)).toThrow(
      `Environment prod: ${join(folder, 'prod.yaml')} does not exist; there is staging`,
    );
  });
});
