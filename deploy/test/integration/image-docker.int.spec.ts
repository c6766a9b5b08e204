import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalJson, createRegistryClient, type Digest, parseReference } from '@todo/oci';
import { type RegistryServer, startRegistry } from '@todo/testing';
import { ensureImages } from '../../src/image/ensure-images.ts';
import { type DockerEngine, findEngine } from '../support/docker-engine.ts';
import { readImageContent } from '../support/image-content.ts';
import { writeBaseContext, writeImageContext, writeShellContext } from '../support/image-context.ts';
import { imageUnit, recordEvents } from '../support/image-unit.ts';

const fixtures = join(import.meta.dirname, '../fixtures/image');
const client = createRegistryClient();

const engine = await findEngine();
if ('missing' in engine) {
  console.warn(`docker build: NOT TESTED, ${engine.missing}`);
  it('has no Docker engine to compare with', () => expect(engine.missing).not.toBe(''));
} else {
  testWithEngine(engine);
}

function testWithEngine({ docker, build, env, close }: DockerEngine): void {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'todo-image-docker-'));
  const events = recordEvents();
  let registry: RegistryServer;

  const publish = async (name: string, inputHash: string): Promise<Digest> => {
    const options = { registry: registry.address, mirrors: {}, workspaceRoot, client, report: events.report };
    const buildProjects = () => Promise.resolve();
    const images = await ensureImages([imageUnit(inputHash, { name })], { ...options, buildProjects });
    return images.get(name)?.digest ?? 'sha256:missing';
  };

  /** Gives a published image the name by which Dockerfiles call it. */
  const tag = async (name: string, digest: Digest) => {
    const place = { registry: registry.address, path: `test/${name}` };
    const { manifest } = await client.getManifest({ ...place, digest });
    const bytes = Buffer.from(canonicalJson(manifest));
    await client.putManifest({ ...place, tag: '1' }, { mediaType: manifest.mediaType, bytes });
  };
  const baseName = () => `${registry.address}/test/base:1`;

  beforeAll(async () => {
    registry = await startRegistry();
    writeBaseContext(join(workspaceRoot, 'base'));
    writeImageContext(join(workspaceRoot, 'app'));
    await tag('base', await publish('base', '1'));
  });

  afterAll(async () => {
    await registry?.close();
    await close();
    rmSync(workspaceRoot, { recursive: true, force: true });
  });

  const writeDockerfile = (text: string) => {
    const file = join(workspaceRoot, 'app/Dockerfile');
    writeFileSync(file, text.replace(/^FROM (?!scratch).*$/m, `FROM ${baseName()}`));
    return file;
  };

  describe('the assemble builder and docker build', () => {
    it.each(['scratch', 'base', 'entrypoint', 'patterns', 'variables'])(
      'make the same files and configuration of %s.Dockerfile',
      async (name) => {
        const file = writeDockerfile(readFileSync(join(fixtures, `${name}.Dockerfile`), 'utf8'));
        const digest = await publish('app', name);
        const tag = `${registry.address}/docker:${name}`;
        await build('--tag', tag, '--file', file, join(workspaceRoot, 'app'));
        await docker('push', tag);
        const expected = await readImageContent(client, parseReference(tag));
        const assembled = { registry: registry.address, path: 'test/app', digest };
        expect(await readImageContent(client, assembled)).toEqual(expected);
        expect(Object.keys(expected.files)).not.toHaveLength(0);
      },
    );
  });

  describe('the docker builder', () => {
    const program = join(import.meta.dirname, '../support/ensure-image.ts');
    const isolated = { ...process.env, ...env, NODE_OPTIONS: '' };

    /** Makes the image in a process that finds the engine; gives its events and outcome. */
    const ensure = async (inputHash: string, mirrors = {}): Promise<Record<string, unknown>[]> => {
      const words = [program, workspaceRoot, registry.address, JSON.stringify(mirrors), inputHash];
      const { stdout } = await promisify(execFile)(process.execPath, words, { env: isolated });
      const lines = stdout.trim().split('\n');
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(isNoOutput);
    };
    const isNoOutput = ({ type }: Record<string, unknown>) => type !== 'output';

    it('builds what runs programs, on a base that only a mirror has, and finds it the next time', async () => {
      writeShellContext(join(workspaceRoot, 'shell'));
      await tag('shell', await publish('shell', '1'));
      const dockerfile =
        'FROM registry.invalid/shell:1\nRUN echo made > /made\nCOPY a.txt /\nCMD ["/made"]\n';
      writeFileSync(join(workspaceRoot, 'app/Dockerfile'), dockerfile);
      const mirrors = { 'registry.invalid': `${registry.address}/test` };
      const [started, published, outcome] = await ensure('run', mirrors);
      const reason = 'RUN at line 2';
      expect(started).toEqual({ type: 'image-started', unit: 'app', builder: 'docker', reason });
      expect(published).toMatchObject({ type: 'image-published', unit: 'app', builder: 'docker' });
      const digest = published?.digest as Digest;
      const place = { registry: registry.address, path: 'test/app', digest };
      const { files, config } = await readImageContent(client, place);
      expect(files).toMatchObject({ made: 'file 644 0:0 "made\\n"', 'a.txt': 'file 644 0:0 "a"' });
      expect(config).toMatchObject({ Cmd: ['/made'] });
      expect(await ensure('run', mirrors)).toEqual([{ type: 'image-found', unit: 'app', digest }, outcome]);
    });

    it('says which command failed, and why', async () => {
      writeFileSync(join(workspaceRoot, 'app/Dockerfile'), `FROM ${baseName()}\nRUN ["/absent"]\n`);
      const [, outcome] = await ensure('broken');
      expect(outcome).toMatchObject({
        error: {
          code: 'DOCKER_BUILD_FAILED',
          message: expect.stringMatching(/^app\/Dockerfile: docker build failed: .*\/absent/),
        },
      });
    });
  });
}
