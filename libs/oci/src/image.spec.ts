import { describe, expect, it } from '@jest/globals';
import { type BaseImage, buildImage } from './image.ts';
import type { Layer } from './layer.ts';

const repository = { registry: 'gcr.io', path: 'distroless/base' };

const base: BaseImage = {
  repository,
  digest: `sha256:${'0'.repeat(64)}`,
  layers: [
    {
      mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      digest: `sha256:${'1'.repeat(64)}`,
      size: 11,
    },
  ],
  config: {
    os: 'linux',
    architecture: 'arm64',
    variant: 'v8',
    config: { User: '65532', Healthcheck: { Test: ['NONE'] } },
    rootfs: { type: 'layers', diff_ids: [`sha256:${'2'.repeat(64)}`] },
    history: [{ created_by: 'base' }],
  },
};

const layer: Layer = {
  descriptor: {
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    digest: `sha256:${'3'.repeat(64)}`,
    size: 33,
  },
  diffId: `sha256:${'4'.repeat(64)}`,
  file: '/somewhere',
  unpackedSize: 333,
};

const configOf = (image: { configBytes: Uint8Array }): unknown =>
  JSON.parse(Buffer.from(image.configBytes).toString());

describe('buildImage', () => {
  it('puts layers on the base and keeps its platform and history', () => {
    const image = buildImage({
      base,
      layers: [layer],
      config: { ...base.config.config, Cmd: ['x'] },
      history: [{ created_by: 'COPY' }],
      epoch: 1_700_000_000,
    });
    expect(configOf(image)).toEqual({
      os: 'linux',
      architecture: 'arm64',
      variant: 'v8',
      created: '2023-11-14T22:13:20Z',
      config: { User: '65532', Healthcheck: { Test: ['NONE'] }, Cmd: ['x'] },
      rootfs: { type: 'layers', diff_ids: [...base.config.rootfs.diff_ids, layer.diffId] },
      history: [{ created_by: 'base' }, { created_by: 'COPY' }],
    });
    expect(image.layers).toEqual([
      {
        descriptor: { ...base.layers[0], mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' },
        repository,
      },
      { descriptor: layer.descriptor, file: '/somewhere' },
    ]);
    expect(image.manifest.layers).toEqual(image.layers.map(({ descriptor }) => descriptor));
  });

  it('has one history entry per layer of a base without a history', () => {
    const { history: _, ...silent } = base.config;
    const image = buildImage({
      base: { ...base, config: silent },
      layers: [layer],
      config: {},
      history: [{ created_by: 'COPY' }],
    });
    expect(configOf(image)).toMatchObject({ history: [{}, { created_by: 'COPY' }] });
  });

  it('gives equal parts this digest, from scratch for linux/amd64', () => {
    const one = buildImage({ layers: [layer], config: { Cmd: ['a'], Env: ['A=1'] } });
    const other = buildImage({ layers: [layer], config: { Env: ['A=1'], Cmd: ['a'] } });
    expect(other.digest).toBe(one.digest);
    expect(one.digest).toBe('sha256:67659a857b5bbe4326ac6d53f50dae4b08ebdcb7b217bff646104125c58d0179');
    expect(configOf(one)).toMatchObject({
      os: 'linux',
      architecture: 'amd64',
      created: '1970-01-01T00:00:00Z',
    });
  });
});
