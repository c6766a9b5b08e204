import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, Socket, type TcpSocketConnectOpts } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRegistryClient } from '@todo/oci';
import { type RegistryServer, startRegistry } from '@todo/testing';
import { until } from '@todo/testing/until';
import { Client } from 'pg';
import { nodeStandIn } from '../../src/node/node-stand-in.ts';
import { postgresStandIn } from '../../src/postgres/postgres-stand-in.ts';
import { locate, publish } from '../../src/publish.ts';
import { canRunImages, startInImage, type UnpackedImage, unpackImage } from '../support/run-image.ts';

const client = createRegistryClient();
const megabyte = 1e6;
let registry: RegistryServer;
let node: UnpackedImage;
let postgres: UnpackedImage;

beforeAll(async () => {
  registry = await startRegistry();
  const options = { client, registry: registry.address };
  const standIns = [nodeStandIn(), postgresStandIn()];
  for (const standIn of standIns) await publish(standIn, options);
  const [one, other] = await Promise.all(
    standIns.map((standIn) => unpackImage(client, locate(standIn, registry.address))),
  );
  if (!one || !other) throw new Error('two stand-ins are expected');
  [node, postgres] = [one, other];
});

afterAll(async () => {
  node?.remove();
  postgres?.remove();
  await registry?.close();
});

describe('gcr.io/distroless/nodejs24-debian12:nonroot', () => {
  it('has the layout, the user and the entrypoint of the official image, and no shell', () => {
    expect(node.config).toMatchObject({
      User: '65532',
      WorkingDir: '/home/nonroot',
      Entrypoint: ['/nodejs/bin/node'],
    });
    const modes = ['tmp', 'root', 'home/nonroot', 'nodejs/bin/node'].map((path) => {
      const { mode, uid } = statSync(join(node.folder, path));
      return `${path} ${(mode & 0o7777).toString(8)} ${uid}`;
    });
    expect(modes).toEqual(['tmp 1777 0', 'root 700 0', 'home/nonroot 700 65532', 'nodejs/bin/node 755 0']);
    expect(readFileSync(join(node.folder, 'etc/passwd'), 'utf8')).toContain('nonroot:x:65532:65532:');
    expect(['bin/sh', 'bin', 'usr/bin'].filter((path) => existsSync(join(node.folder, path)))).toEqual([]);
  });

  it('leaves an app room for its own 7 MB under the bar of 140 MB', () => {
    expect(node.size / megabyte).toBeLessThan(133);
  });
});

describe('docker.io/library/postgres:18', () => {
  it('has the settings of the official image', () => {
    expect(postgres.config).toMatchObject({
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      StopSignal: 'SIGINT',
      ExposedPorts: { '5432/tcp': {} },
    });
    expect(postgres.config.Env).toContain('PGDATA=/var/lib/postgresql/18/docker');
  });
});

if (canRunImages()) testRunning();
else console.warn('Running stand-in images: NOT TESTED, only root can mount their files');

function testRunning(): void {
  const volumes = ['var/lib/postgresql', 'run/postgresql'];
  const env = { POSTGRES_USER: 'todo', POSTGRES_PASSWORD: `it's "a" $pass\\word`, POSTGRES_DB: 'to"do' };

  describe('a container of the Node image', () => {
    it('runs Node as the user nonroot, with certificates', async () => {
      const script = `
      const certificates = require('fs').readFileSync(process.env.SSL_CERT_FILE, 'utf8').match(/BEGIN/g).length;
      console.log(JSON.stringify([process.version, require('os').userInfo().username, certificates > 100]))`;
      const child = startInImage(node, ['/nodejs/bin/node', '-e', script], { uid: 65_532 });
      expect(JSON.parse(await text(child.stdout))).toEqual(['v24.21.0', 'nonroot', true]);
    });
  });

  describe('a container of the PostgreSQL image', () => {
    it.each([999, 12_345])(
      'creates its database as user %i on a read-only root, and stops at SIGINT',
      async (uid) => {
        const port = await freePort();
        const command = [
          'docker-entrypoint.sh',
          'postgres',
          '-p',
          String(port),
          '-c',
          'listen_addresses=127.0.0.1',
        ];
        const server = startInImage(postgres, command, { uid, volumes, env });
        try {
          await untilPrinted(server, 'database system is ready to accept connections');
          const stream = () => remoteSocket();
          const connection = { host: '127.0.0.1', port, user: 'todo', database: 'to"do', stream };
          const session = new Client({ ...connection, password: env.POSTGRES_PASSWORD });
          await session.connect();
          const { rows } = await session.query('SELECT current_database() AS name, 1 + 1 AS sum');
          expect(rows).toEqual([{ name: 'to"do', sum: 2 }]);
          await session.end();
          const stranger = new Client({ ...connection, password: 'wrong' });
          await expect(stranger.connect()).rejects.toThrow('password authentication failed');
          expect(readiness(server)).toBe(0);
          server.kill('SIGINT');
          expect(await once(server, 'exit')).toEqual([0, null]);
        } finally {
          server.kill('SIGKILL');
        }
      },
    );

    it.each([
      ['without a password', {}, 'POSTGRES_PASSWORD is not set'],
      [
        'with a password and a file',
        { POSTGRES_PASSWORD: 'a', POSTGRES_PASSWORD_FILE: '/b' },
        'set only one',
      ],
      ['with a file that is not there', { POSTGRES_PASSWORD_FILE: '/b' }, '/b cannot be read'],
    ])('does not start %s', async (_case, variables, message) => {
      const server = startInImage(postgres, ['docker-entrypoint.sh', 'postgres'], {
        uid: 999,
        volumes,
        env: variables,
      });
      const [output] = await Promise.all([text(server.stderr), once(server, 'exit')]);
      expect(server.exitCode).toBe(1);
      expect(output).toContain(message);
    });

    it('does not run as root', async () => {
      const server = startInImage(postgres, ['docker-entrypoint.sh', 'postgres'], { uid: 0, volumes, env });
      expect(await text(server.stderr)).toContain('it runs as root');
    });

    it('says when it is not ready', async () => {
      const probe = startInImage(postgres, ['pg_isready', '-U', 'todo'], { uid: 999, volumes });
      expect(await once(probe, 'exit')).toEqual([2, null]);
    });
  });
}

/** A connection that comes from another address than 127.0.0.1, which the official image trusts without a password. */
function remoteSocket(): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket) as (options: TcpSocketConnectOpts) => Socket;
  const connectFrom = (port: number, host: string) => connect({ port, host, localAddress: '127.0.0.2' });
  return Object.assign(socket, { connect: connectFrom });
}

/** The exit code of pg_isready inside of a running container. */
function readiness(server: ChildProcess): number | null {
  const inside = ['--target', String(server.pid), '--mount', '--root', '/usr/local/bin/pg_isready'];
  return spawnSync('nsenter', inside, { env: { PGDATA: '/var/lib/postgresql/18/docker' } }).status;
}

async function untilPrinted(child: ChildProcess, line: string): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until(() => {
    if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
    return output.includes(line);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
