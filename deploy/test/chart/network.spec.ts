import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { V1ConfigMap, V1Ingress, V1NetworkPolicy, V1Secret } from '@kubernetes/client-node';
import { allowed } from './allowed-connections.ts';
import { refusal, render, type ChartObjects, type Values } from './helm.ts';
import { serviceNames } from './values-table.ts';

const services = serviceNames();
const external: Values = { postgresql: { enabled: false }, databaseUrl: 'postgresql://a:b@db.example/todo' };

function ingressOf(objects: ChartObjects) {
  const { metadata, spec } = objects.one<V1Ingress>('Ingress', 'todo-ingress');
  return { metadata, ...spec };
}

function publicUrlOf(objects: ChartObjects): string | undefined {
  return objects.one<V1ConfigMap>('ConfigMap', 'todo-backend').data?.['TODO_PUBLIC_URL'];
}

describe('the Ingress', () => {
  it('sends the paths of the backend there and all others to the web app, for every host', async () => {
    const { rules = [] } = ingressOf(await render({ ingress: { hosts: ['', 'a.example', '*.b.example'] } }));
    expect(rules.map(({ host }) => host)).toEqual([undefined, 'a.example', '*.b.example']);
    for (const { http } of rules) {
      const routes = http?.paths
        .map(({ path, pathType, backend }) => [path, pathType, backend.service] as const)
        .filter(([, , service]) => !services.includes(service?.name.replace('todo-', '') ?? ''));
      const port = { name: 'http' };
      expect(routes).toEqual([
        ['/api', 'Prefix', { name: 'todo-backend', port }],
        ['/chatkit', 'Prefix', { name: 'todo-backend', port }],
        ['/mcp', 'Prefix', { name: 'todo-backend', port }],
        ['/health', 'Prefix', { name: 'todo-backend', port }],
        ['/', 'Prefix', { name: 'todo-frontend', port }],
      ]);
    }
  });

  it('is of the default class unless one is named', async () => {
    expect(ingressOf(await render()).ingressClassName).toBeUndefined();
    const named = ingressOf(
      await render({ ingress: { className: 'edge', annotations: { 'edge/timeout': '60' } } }),
    );
    expect(named.ingressClassName).toBe('edge');
    expect(named.metadata.annotations).toEqual({ 'edge/timeout': '60' });
  });

  it('can be left out', async () => {
    const objects = await render({ ingress: { enabled: false, hosts: ['a.example'] } });
    expect(objects.ofKind('Ingress')).toEqual([]);
    expect(publicUrlOf(objects)).toBe('http://localhost:8080');
  });
});

describe('TLS', () => {
  it('comes with a certificate for the named hosts, signed by an authority of its own', async () => {
    const objects = await render({ ingress: { hosts: ['', 'a.example', 'b.example'], tls: { days: 30 } } });
    const { data = {}, type, metadata } = objects.one<V1Secret>('Secret', 'todo-tls');
    expect(ingressOf(objects).tls).toEqual([
      { hosts: ['a.example', 'b.example'], secretName: metadata.name },
    ]);
    expect([type, metadata.annotations]).toEqual(['kubernetes.io/tls', { 'todo-deploy/apply': 'once' }]);
    const pem = (key: string) => Buffer.from(data[key] ?? '', 'base64');
    const certificate = new X509Certificate(pem('tls.crt'));
    expect(certificate.verify(new X509Certificate(pem('ca.crt')).publicKey)).toBe(true);
    expect(['a.example', 'b.example'].map((host) => certificate.checkHost(host))).toEqual([
      'a.example',
      'b.example',
    ]);
    expect(certificate.checkHost('c.example')).toBeUndefined();
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(pem('tls.key').toString()).toContain('PRIVATE KEY');
  });

  it('takes another certificate for other hosts, though the old one would be kept', async () => {
    const nameFor = async (host: string) =>
      (await render({ ingress: { hosts: [host] } })).one('Secret', 'todo-tls').metadata.name;
    expect(await nameFor('a.example')).not.toBe(await nameFor('b.example'));
    expect(await nameFor('a.example')).toBe(await nameFor('a.example'));
  });

  it('can take the certificate from a Secret', async () => {
    const tls = { mode: 'secret', secretName: 'mine' };
    const objects = await render({ ingress: { hosts: ['a.example'], tls } });
    expect(ingressOf(objects).tls).toEqual([{ hosts: ['a.example'], secretName: 'mine' }]);
    expect(objects.ofKind<V1Secret>('Secret').map(({ type }) => type)).not.toContain('kubernetes.io/tls');
  });

  it.each<[string, Values]>([
    ['no host has a name', { hosts: [''] }],
    ['it is switched off', { hosts: ['a.example'], tls: { mode: 'none' } }],
  ])('is left out when %s', async (_name, ingress) => {
    const objects = await render({ ingress });
    expect(ingressOf(objects).tls).toBeUndefined();
    expect(objects.ofKind<V1Secret>('Secret').map(({ type }) => type)).not.toContain('kubernetes.io/tls');
  });

  it.each<[string, Values, string]>([
    [
      'without a Secret',
      { hosts: ['a.example'], tls: { mode: 'secret' } },
      'ingress.tls.secretName: missing',
    ],
    ['without a host', { tls: { mode: 'secret', secretName: 'mine' } }, 'ingress.hosts: names no host'],
  ])('from a Secret is refused %s', async (_name, ingress, message) => {
    expect(await refusal({ ingress })).toContain(message);
  });

  it.each<[string, Values, string]>([
    ['http://localhost:8080', {}, 'nothing is said'],
    ['https://a.example', { ingress: { hosts: ['', 'a.example', 'b.example'] } }, 'a host has a name'],
    ['http://a.example', { ingress: { hosts: ['a.example'], tls: { mode: 'none' } } }, 'it has no TLS'],
    ['http://c.example', { publicUrl: 'http://c.example', ingress: { hosts: ['a.example'] } }, 'it is given'],
  ])('makes the public address %s when %s', async (address, values) => {
    expect(publicUrlOf(await render(values))).toBe(address);
  });
});

describe('network policies', () => {
  const dns = ['to any:53', 'to any:53'];

  it('open what each pod needs with a PostgreSQL of its own', async () => {
    const objects = await render();
    expect(allowed(objects, 'backend')).toEqual(['from any:8000', ...dns, 'to postgresql:5432']);
    expect(allowed(objects, 'frontend')).toEqual(['from any:3000']);
    expect(allowed(objects, 'postgresql')).toEqual(['from backend:5432', 'from migration:5432']);
    expect(allowed(objects, 'migration')).toEqual([...dns, 'to postgresql:5432']);
    expect(allowed(objects, 'test')).toEqual([...dns, 'to backend:8000']);
  });

  it.each([
    ['postgresql://a:b@db.example/todo', 5432],
    ['postgresql://a:b@db.example:6432/todo?sslmode=require', 6432],
    ['postgresql://a:b:7@[2001:db8::1]/todo', 5432],
    ['postgresql://a:b@[2001:db8::1]:6432/todo', 6432],
  ])('open the port of the database at %s', async (databaseUrl, port) => {
    const objects = await render({ ...external, databaseUrl });
    const database = `to 0.0.0.0/0+::/0:${port}`;
    expect(allowed(objects, 'backend')).toEqual(['from any:8000', ...dns, database]);
    expect(allowed(objects, 'migration')).toEqual([...dns, database]);
  });

  it.each<[string, Values, number]>([
    ['a key', { openai: { apiKey: 'word' } }, 443],
    ['a key in a Secret', { existingSecret: { name: 'mine', keys: ['openai-api-key'] } }, 443],
    ['a URL', { openai: { baseUrl: 'https://models.example/v1' } }, 443],
    ['a URL without TLS', { openai: { baseUrl: 'http://models.example' } }, 80],
    ['a URL with a port', { openai: { baseUrl: 'http://models.example:11434/v1' } }, 11434],
  ])('open the way to the model with %s', async (_name, values, port) => {
    expect(allowed(await render(values), 'backend')).toContain(`to 0.0.0.0/0+::/0:${port}`);
  });

  it("never open a cloud's metadata", async () => {
    const { spec } = (await render(external)).one<V1NetworkPolicy>('NetworkPolicy', 'todo-backend');
    const blocks = (spec?.egress ?? []).flatMap(({ to = [] }) => to.map(({ ipBlock }) => ipBlock));
    expect(blocks).toContainEqual({ cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] });
  });

  it('can be narrowed to an ingress controller and a resolver, and widened', async () => {
    const pods = (component: string) => ({
      podSelector: { matchLabels: { 'app.kubernetes.io/component': component } },
    });
    const objects = await render({
      networkPolicy: {
        ingressFrom: [pods('edge')],
        dnsTo: [pods('resolver')],
        backendEgress: [{ to: [pods('collector')], ports: [{ port: 4318 }] }],
      },
    });
    const [from, ...rest] = allowed(objects, 'backend');
    expect(from).toMatch(/^from edge\+.*todo-chatbot.*:8000$/);
    expect(rest).toEqual(['to resolver:53', 'to resolver:53', 'to postgresql:5432', 'to collector:4318']);
  });

  it('can be left out', async () => {
    expect((await render({ networkPolicy: { enabled: false } })).ofKind('NetworkPolicy')).toEqual([]);
  });
});
