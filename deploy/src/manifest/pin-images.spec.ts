import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../cluster/kubernetes-object.ts';
import type { PublishedImage, Unit } from '../unit.ts';
import { imageUnitsOf, pinImages, unitOfImage } from './pin-images.ts';

const backend: Unit = {
  name: 'backend',
  root: 'apps/backend',
  after: [],
  image: { repository: 'todo-chatbot/backend', dockerfile: 'Dockerfile', inputHash: '123' },
};
const digest = `sha256:${'a'.repeat(64)}` as const;
const published: PublishedImage = {
  unit: 'backend',
  repository: 'localhost:5001/todo-chatbot/backend',
  digest,
  inputHash: '123',
};
const units = [backend];

describe('unitOfImage', () => {
  it.each([
    'todo-chatbot/backend',
    'todo-chatbot/backend:1.2',
    'registry.example:5000/todo-chatbot/backend',
    'registry.example:5000/todo-chatbot/backend:1.2',
    `todo-chatbot/backend@${digest}`,
    `registry.example/mirror/todo-chatbot/backend:1@${digest}`,
  ])('knows %s by its repository', (image) => {
    expect(unitOfImage(image, units)).toBe(backend);
  });

  it.each(['postgres:18', 'my-todo-chatbot/backend:1', 'todo-chatbot/backend-tools', 'backend'])(
    'leaves %s alone',
    (image) => {
      expect(unitOfImage(image, units)).toBeUndefined();
    },
  );
});

describe('pinImages', () => {
  const pinning = { units, images: new Map([['backend', published]]), isUnpublishedAllowed: false };

  it('names the image of every container by digest, wherever the pod template is', () => {
    const containers = [
      { name: 'a', image: 'todo-chatbot/backend:0' },
      { name: 'b', image: 'postgres:18' },
    ];
    const template = { spec: { initContainers: [containers[0]], containers } };
    const cron = object({ spec: { jobTemplate: { spec: { template } } } });
    const pinned = `localhost:5001/todo-chatbot/backend@${digest}`;
    const expected = [
      { name: 'a', image: pinned },
      { name: 'b', image: 'postgres:18' },
    ];
    expect(pinImages(cron, pinning)).toEqual(
      object({
        spec: {
          jobTemplate: {
            spec: { template: { spec: { initContainers: [expected[0]], containers: expected } } },
          },
        },
      }),
    );
  });

  it('refuses a unit without a published image', () => {
    const workload = object({ spec: { containers: [{ image: 'todo-chatbot/backend:0' }] } });
    expect(() => pinImages(workload, { ...pinning, images: new Map() })).toThrow(
      /Pod\/app: its image todo-chatbot\/backend:0 belongs to unit backend/,
    );
  });

  it('names an image that is still to be built by its input hash in a plan', () => {
    const workload = object({ spec: { containers: [{ image: 'todo-chatbot/backend:0' }] } });
    const planned = pinImages(workload, { ...pinning, images: new Map(), isUnpublishedAllowed: true });
    expect(planned['spec']).toEqual({ containers: [{ image: 'todo-chatbot/backend:unpublished-123' }] });
  });
});

describe('imageUnitsOf', () => {
  it('finds the units whose images run, each once', () => {
    const workload = object({
      spec: { containers: [{ image: 'todo-chatbot/backend:0' }, { image: 'postgres:18' }] },
    });
    expect(imageUnitsOf([workload, workload], units)).toEqual([backend]);
    expect(imageUnitsOf([object({ data: { image: 'todo-chatbot/backend' } })], units)).toEqual([]);
  });
});

function object(fields: Record<string, unknown>): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, ...fields };
}
