import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalJson, createRegistryClient } from '@todo/oci';
import { type RegistryServer, startRegistry } from '@todo/testing';
import { ensureImages } from '../../src/image/ensure-images.ts';
import { findImages } from '../../src/image/find-images.ts';
import type { EnsureOptions } from '../../src/image/image.ts';
import type { Unit } from '../../src/unit.ts';
import { writeBaseContext, writeFiles, writeImageContext } from '../support/image-context.ts';
import { imageUnit, recordEvents } from '../support/image-unit.ts';

let registry: RegistryServer;
/** Plays the registry that base images officially come from. */
let upstream: RegistryServer;
let workspaceRoot: string;
let requests: string[] = [];
const built: string[][] = [];

const counting: typeof fetch = (input, init) => {
  const { host, pathname } = input as URL;
  requests.push(`${init?.method} ${host}${pathname}`);
  return fetch(input, init);
};
const client = createRegistryClient({ fetch: counting });

const options = (overrides: Partial<EnsureOptions> = {}): EnsureOptions => ({
  registry: registry.address,
  mirrors: {},
  workspaceRoot,
  client,
  report: () => undefined,
  buildProjects: (units) => Promise.resolve(void built.push(units.map(({ name }) => name))),
  ...overrides,
});

const digestOf = async (unit: Unit, overrides?: Partial<EnsureOptions>) =>
  (await ensureImages([unit], options(overrides))).get(unit.name)?.digest;

const dockerfile = () => `FROM ${upstream.address}/base:1
WORKDIR /srv
COPY --chown=app dist/ ./
COPY a.txt b.txt /texts/
CMD ["main.js"]
`;

beforeAll(async () => {
  [registry, upstream] = await Promise.all([startRegistry(), startRegistry()]);
  workspaceRoot = mkdtempSync(join(tmpdir(), 'todo-image-assemble-'));
  writeBaseContext(join(workspaceRoot, 'base'));
  writeImageContext(join(workspaceRoot, 'app'));
  await publishBase('base');
});

afterAll(async () => {
  await Promise.all([registry?.close(), upstream?.close()]);
  rmSync(workspaceRoot, { recursive: true, force: true });
});

beforeEach(() => {
  writeFiles(workspaceRoot, { 'app/Dockerfile': dockerfile() });
  built.length = 0;
  requests = [];
});

/** Puts the base image into the registry that plays its official one, under the tag `1`. */
async function publishBase(inputHash: string): Promise<void> {
  const unit = imageUnit(inputHash, { name: 'base' });
  const digest = await digestOf(unit, { registry: upstream.address });
  const place = { registry: upstream.address, path: 'test/base', digest };
  const { manifest } = await client.getManifest(place);
  for (const { digest, size } of [manifest.config, ...manifest.layers])
    await client.copyBlob(place, { ...place, path: 'base' }, { blob: { digest, size } });
  const bytes = Buffer.from(canonicalJson(manifest));
  await client.putManifest({ ...place, path: 'base', tag: '1' }, { mediaType: manifest.mediaType, bytes });
}

describe('reproducibility', () => {
  it('gives the same digest in another folder, under another umask and at another time', async () => {
    const original = await digestOf(imageUnit('original'));
    const clone = mkdtempSync(join(tmpdir(), 'todo-image-clone-'));
    try {
      cpSync(join(workspaceRoot, 'app'), join(clone, 'app'), { recursive: true, verbatimSymlinks: true });
      execFileSync('chmod', ['-R', 'go=', clone]);
      utimesSync(join(clone, 'app/a.txt'), 1_000_000_000, 1_000_000_000);
      expect(await digestOf(imageUnit('clone'), { workspaceRoot: clone })).toBe(original);
    } finally {
      rmSync(clone, { recursive: true });
    }
  });

  it('gives this digest on every machine', async () => {
    writeFiles(workspaceRoot, { 'app/Dockerfile': 'FROM scratch\nCOPY dist /app\nCMD ["/app/main.js"]\n' });
    expect(await digestOf(imageUnit('golden'))).toBe(
      'sha256:1059459d712272108b86fa738afec69d5343c844069d360c7e6e06651b184cce',
    );
  });

  it('gives another digest for another content, executable bit, instruction, base or epoch', async () => {
    const digests = [await digestOf(imageUnit('0'))];
    digests.push(await digestOf(imageUnit('0'), { epoch: 1 }));
    writeFiles(workspaceRoot, { 'app/Dockerfile': `${dockerfile()}ENV A=1\n` });
    digests.push(await digestOf(imageUnit('1')));
    writeFileSync(join(workspaceRoot, 'app/a.txt'), 'changed');
    digests.push(await digestOf(imageUnit('2')));
    execFileSync('chmod', ['+x', join(workspaceRoot, 'app/a.txt')]);
    digests.push(await digestOf(imageUnit('3')));
    writeFiles(workspaceRoot, { 'base/rootfs/etc/more': 'x' });
    await publishBase('changed base');
    digests.push(await digestOf(imageUnit('3')));
    expect(new Set(digests).size).toBe(digests.length);
    expect(digests).not.toContain(undefined);
    execFileSync('chmod', ['-x', join(workspaceRoot, 'app/a.txt')]);
    writeFiles(workspaceRoot, { 'app/a.txt': 'a' });
  });
});

describe('a second run', () => {
  it('asks once for the base and once for the image, and builds nothing', async () => {
    const first = await ensureImages([imageUnit('twice')], options());
    requests = [];
    built.length = 0;
    const { events, report } = recordEvents();
    expect(await ensureImages([imageUnit('twice')], options({ report }))).toEqual(first);
    expect(await findImages([imageUnit('twice')], options())).toEqual(first);
    expect(requests).toHaveLength(4);
    expect(requests.every((request) => request.startsWith('HEAD '))).toBe(true);
    expect(built).toEqual([]);
    const { digest } = first.get('app') ?? {};
    expect(events).toEqual([{ type: 'image-found', unit: 'app', digest }]);
  });

  it('sends nothing when other inputs make the same image', async () => {
    const digest = await digestOf(imageUnit('before a comment'));
    const { events, report } = recordEvents();
    expect(await digestOf(imageUnit('after a comment'), { report })).toBe(digest);
    const reason = 'only COPY and metadata instructions';
    expect(events).toEqual([
      { type: 'image-started', unit: 'app', builder: 'assemble', reason },
      expect.objectContaining({ type: 'image-published', digest, uploadedBytes: 0, builder: 'assemble' }),
    ]);
  });

  it('reads nothing of a base whose layers it has but manifest and configuration', async () => {
    await digestOf(imageUnit('with the base'));
    requests = [];
    writeFileSync(join(workspaceRoot, 'app/b.txt'), 'new');
    await digestOf(imageUnit('and new content'));
    const asked = requests.filter((request) => request.includes(upstream.address));
    const kinds = asked.map((request) =>
      request.replace(/sha256:.*/, 'DIGEST').replace(upstream.address, ''),
    );
    expect(kinds).toEqual([
      'HEAD /v2/base/manifests/1',
      'GET /v2/base/manifests/DIGEST',
      'GET /v2/base/blobs/DIGEST',
    ]);
  });
});

describe('several units', () => {
  it('builds the projects of all missing images at once, and asks for their base once', async () => {
    writeImageContext(join(workspaceRoot, 'other'));
    writeFiles(workspaceRoot, { 'other/Dockerfile': dockerfile() });
    const units = [
      imageUnit('both'),
      imageUnit('both', { name: 'other' }),
      { name: 'shared', root: '', after: [] },
    ];
    const images = await ensureImages(units, options());
    expect([...images.keys()].sort()).toEqual(['app', 'other']);
    expect(built).toEqual([['app', 'other']]);
    expect(requests.filter((request) => request.endsWith('/v2/base/manifests/1'))).toHaveLength(1);
  });

  it('fails as a whole when one image fails', async () => {
    writeFiles(workspaceRoot, { 'broken/Dockerfile': 'FROM scratch\nCOPY dist/ /\n' });
    const units = [imageUnit('x', { name: 'broken' }), imageUnit('beside a broken one')];
    await expect(ensureImages(units, options())).rejects.toMatchObject({
      code: 'COPY_SOURCE_NOT_FOUND',
      message: 'broken/Dockerfile:2: COPY dist/: no such file, or left out by .dockerignore, in broken',
    });
  });
});

describe('base images', () => {
  const official = 'FROM gcr.invalid/base:1\nCOPY a.txt /\n';

  it('are looked up in the mirror first', async () => {
    writeFiles(workspaceRoot, { 'app/Dockerfile': official });
    expect(
      await digestOf(imageUnit('mirrored'), { mirrors: { 'gcr.invalid': upstream.address } }),
    ).toBeDefined();
  });

  it('come from their own registry when the mirror lacks them', async () => {
    const mirrors = { [upstream.address]: `${registry.address}/nothing-here` };
    expect(await digestOf(imageUnit('fallback'), { mirrors })).toBeDefined();
  });

  it.each([
    ['gcr.invalid/base:1', /Registry gcr\.invalid: not reachable, (ENOTFOUND|EAI_AGAIN)/],
    ['UPSTREAM/base:absent', /its registry has no such image/],
  ])('are named when they cannot be had: %s', async (name, why) => {
    const reference = name.replace('UPSTREAM', upstream.address);
    writeFiles(workspaceRoot, { 'app/Dockerfile': `# base\nFROM ${reference}\n` });
    const ensuring = digestOf(imageUnit('no base'));
    await expect(ensuring).rejects.toMatchObject({ code: 'BASE_IMAGE_UNAVAILABLE' });
    await expect(ensuring).rejects.toThrow(`app/Dockerfile:2: base image ${reference} is not available: `);
    await expect(ensuring).rejects.toThrow(why);
    expect(built).toEqual([]);
  });
});

describe('what ends a run', () => {
  it('says at the first call that the registry is down, before anything is built', async () => {
    writeFiles(workspaceRoot, { 'app/Dockerfile': 'FROM scratch\nCOPY a.txt /\n' });
    const down = await startRegistry();
    await down.close();
    await expect(digestOf(imageUnit('down'), { registry: down.address })).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: `Registry ${down.address}: not reachable, ECONNREFUSED`,
    });
    expect(requests).toHaveLength(1);
    expect(built).toEqual([]);
  });

  it('names the instruction that needs an engine when there is none, before anything is built', async () => {
    writeFiles(workspaceRoot, { 'app/Dockerfile': 'FROM scratch\nCOPY a.txt /\nRUN ["/a.txt"]\n' });
    const program = join(import.meta.dirname, '../support/ensure-image.ts');
    const words = [program, workspaceRoot, registry.address, '{}', 'no engine'];
    const { stdout } = await promisify(execFile)(process.execPath, words, { env: { PATH: '/nowhere' } });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'DOCKER_ENGINE_MISSING',
        message: 'app/Dockerfile:3: RUN needs a Docker engine, and there is no docker command on PATH',
        hint: "start Docker, or do without RUN at app/Dockerfile:3: let the project's build make the files and COPY them",
      },
    });
  });

  it('stops for a signal with its reason, and tags nothing', async () => {
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const buildProjects = () => Promise.resolve(controller.abort(reason));
    const ensuring = digestOf(imageUnit('cancelled'), { signal: controller.signal, buildProjects });
    await expect(ensuring).rejects.toBe(reason);
    expect((await findImages([imageUnit('cancelled')], options())).size).toBe(0);
  });

  it('names a Dockerfile that is missing', async () => {
    await expect(digestOf(imageUnit('x', { dockerfile: 'Absent' }))).rejects.toMatchObject({
      code: 'DOCKERFILE_NOT_FOUND',
      message: 'Dockerfile app/Absent of app: no such file',
    });
  });
});
