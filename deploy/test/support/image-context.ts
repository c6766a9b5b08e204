import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const contextFiles: Readonly<Record<string, string>> = {
  '.dockerignore': '# what stays out\n*.log\n**/*.tmp\ndist/secret\nignored\n!ignored/kept\n',
  'a.txt': 'a',
  'b.txt': 'b',
  'x.log': 'no',
  'dist/main.js': 'console.log(1)\n',
  'dist/secret': 'no',
  'dist/sub/deep/file.json': '{}',
  'dist/sub/deep/x.tmp': 'no',
  'ignored/no': 'no',
  'ignored/kept/yes': 'yes',
  'with space/a file': '1',
  'with space/b': '2',
  'nothing-but-this/file': '3',
};

/** Writes a build context with everything that COPY treats in its own way. Modes do not depend on the umask. */
export function writeImageContext(folder: string): void {
  writeFiles(folder, contextFiles);
  writeFileSync(join(folder, 'dist/sub/run.sh'), '#!/bin/sh\n');
  mkdirSync(join(folder, 'dist/empty'));
  mkdirSync(join(folder, 'links'));
  symlinkSync('../main.js', join(folder, 'dist/sub/link'));
  symlinkSync('../dist', join(folder, 'links/to-folder'));
  symlinkSync('/nowhere', join(folder, 'links/dangling'));
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
  execFileSync('chmod', ['755', join(folder, 'dist/sub/run.sh')]);
}

/** Writes the context of a base image with users, links and settings of its own. */
export function writeBaseContext(folder: string): void {
  writeFiles(folder, {
    'rootfs/etc/passwd': 'root:x:0:0::/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n',
    'rootfs/etc/group': 'root:x:0:\nstaff:x:50:\napp:x:1001:\n',
    'rootfs/etc/main.js': 'replaced by a copy of a folder',
    'rootfs/run/file': 'run',
    Dockerfile: `FROM scratch
COPY --chown=1000:1001 rootfs/run/file /home/app/owned
COPY rootfs/ /
ENV FROM_BASE=1 KEPT=yes
LABEL base=1 own=0
EXPOSE 7000
WORKDIR /home
ENTRYPOINT ["/base"]
CMD ["base"]
`,
  });
  mkdirSync(join(folder, 'rootfs/var'));
  mkdirSync(join(folder, 'rootfs/home/app'), { recursive: true });
  symlinkSync('../run', join(folder, 'rootfs/var/run'));
  symlinkSync('owned', join(folder, 'rootfs/home/app/link-to-owned'));
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', folder]);
}

/** Writes the context of a base image that has a shell: this machine's, with the libraries it needs. */
export function writeShellContext(folder: string): void {
  const loader = '/lib64/ld-linux-x86-64.so.2';
  const shell = realpathSync('/bin/sh');
  const listed = execFileSync(loader, ['--list', shell], { encoding: 'utf8' });
  const libraries = [...listed.matchAll(/=> (\/\S+)/g)].map(([, file = '']) => file);
  for (const file of [loader, ...libraries]) copyInto(join(folder, 'rootfs', file), file);
  copyInto(join(folder, 'rootfs/bin/sh'), shell);
  writeFiles(folder, { Dockerfile: 'FROM scratch\nCOPY rootfs/ /\n' });
}

function copyInto(target: string, source: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(source), target);
  chmodSync(target, 0o755);
}

/** Writes text files below a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
