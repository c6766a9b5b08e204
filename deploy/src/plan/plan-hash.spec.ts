import { describe, expect, it } from '@jest/globals';
import type { DeployRequest } from '../deploy-request.ts';
import { hashAnnotation, hashOf, type ManifestObject } from '../manifest/manifest.ts';
import { unpublishedImage } from '../manifest/pin-images.ts';
import type { PublishedImage } from '../unit.ts';
import type { Change } from './change-set.ts';
import { planHash } from './plan-hash.ts';

const image = { repository: 'todo/backend', dockerfile: 'Dockerfile', inputHash: '1'.repeat(40) };
const units = [{ name: 'backend', root: 'apps/backend', after: [], image }];
const published: PublishedImage = {
  unit: 'backend',
  repository: 'localhost:5001/todo/backend',
  digest: `sha256:${'a'.repeat(64)}`,
  inputHash: image.inputHash,
};
const pinned = `${published.repository}@${published.digest}`;

function entryOf(kind: string, fields: Readonly<Record<string, unknown>>, annotations = {}): ManifestObject {
  const object = { apiVersion: 'v1', kind, metadata: { name: 'backend', annotations }, ...fields };
  const ref = { apiVersion: 'v1', kind, namespace: 'todo', name: 'backend' };
  return { unit: 'backend', ref, key: kind, object, hash: hashOf(object), isOnce: false };
}

const running = (name: string) => ({ spec: { containers: [{ name: 'app', image: name }] } });

function changeOf(entry: ManifestObject, more: Partial<Change> = {}): Change {
  const common = { unit: 'backend', ref: entry.ref, entry, why: '', fields: [], restartsPods: false };
  return { ...common, action: 'update', state: 'uid 1', isSettled: false, ...more };
}

interface Facts {
  readonly changes: readonly Change[];
  readonly images?: ReadonlyMap<string, PublishedImage>;
  readonly revision?: number;
  readonly namespace?: string;
}

function hash({ changes, images = new Map(), revision = 1, namespace = 'todo' }: Facts): string {
  const request = {
    environment: { namespace, release: 'todo' },
    connection: { context: 'local' },
  } as unknown as DeployRequest;
  const record = { revision, deployedAt: '', objects: [], history: [] };
  const ledger = { units: new Map([['backend', record]]) };
  return planHash({ run: { request, units }, ledger, images, changes });
}

const config = entryOf('ConfigMap', { data: { mode: 'fast' } });
const base = hash({ changes: [changeOf(config)] });

describe('planHash', () => {
  it('is the same before an image is built and after', () => {
    const before = entryOf('Deployment', running(unpublishedImage(image)));
    const after = entryOf('Deployment', running(pinned));
    const images = new Map([['backend', published]]);
    expect(hash({ changes: [changeOf(before)] })).toBe(hash({ changes: [changeOf(after)], images }));
  });

  it('is the same for a Job before and after, whose annotation follows from the digest', () => {
    const before = entryOf('Job', running(unpublishedImage(image)), { [hashAnnotation]: 'b' });
    const after = entryOf('Job', running(pinned), { [hashAnnotation]: 'c' });
    const images = new Map([['backend', published]]);
    expect(hash({ changes: [changeOf(before)] })).toBe(hash({ changes: [changeOf(after)], images }));
  });

  it.each<[string, Facts]>([
    ['what an object is to be', { changes: [changeOf(entryOf('ConfigMap', { data: { mode: 'slow' } }))] }],
    ['what the object was', { changes: [changeOf(config, { state: 'uid 2' })] }],
    ['what is done with it', { changes: [changeOf(config, { action: 'replace' })] }],
    ['whose fields are taken over', { changes: [changeOf(config, { isForced: true })] }],
    ['which objects change', { changes: [changeOf(config), changeOf(entryOf('Service', {}))] }],
    ['the ledger', { changes: [changeOf(config)], revision: 2 }],
    ['the namespace', { changes: [changeOf(config)], namespace: 'other' }],
  ])('is another one with another %s', (_, facts) => {
    expect(hash(facts)).not.toBe(base);
  });

  it('is another one when the image is made from something else', () => {
    const deployment = changeOf(entryOf('Deployment', running(pinned)));
    const of = (inputHash: string) => new Map([['backend', { ...published, inputHash }]]);
    expect(hash({ changes: [deployment], images: of('2') })).not.toBe(
      hash({ changes: [deployment], images: of('3') }),
    );
  });

  it('says nothing of what a Secret holds, nor of what stays as it is', () => {
    const secret = (value: string) => changeOf(entryOf('Secret', { stringData: { password: value } }));
    expect(hash({ changes: [secret('a')] })).toBe(hash({ changes: [secret('b')] }));
    const unchanged = changeOf(entryOf('Service', {}), { action: 'unchanged' });
    expect(hash({ changes: [changeOf(config), unchanged] })).toBe(base);
  });

  it('is 16 hex digits', () => expect(base).toMatch(/^[0-9a-f]{16}$/));
});
