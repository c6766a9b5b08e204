#!/usr/bin/env node
// The door of every root script: plain Node 20 without dependencies. It installs what the lockfile names when that has
// changed, finds a Node that runs TypeScript, and hands the command to tools/workspace.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const binaries = join(root, 'node_modules/.bin');
const stamp = join(root, 'node_modules/.lockfile-sha256');
const exitCodes = { nodeTooOld: 3, installFailed: 4 };

await installWhenLockfileChanged();
const node = findNode();
process.exitCode = await run(node, [join(root, 'tools/workspace/src/cli.ts'), ...process.argv.slice(2)]);

/** Runs `npm ci` unless the last one finished with this lockfile. A killed install leaves no stamp and is done again. */
async function installWhenLockfileChanged() {
  const hash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(stamp, { force: true });
  const startedAt = Date.now();
  console.log('dependencies  installing (npm ci)');
  const code = await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) {
    fail(exitCodes.installFailed, {
      code: 'INSTALL_FAILED',
      message: `Dependencies: npm ci ended with exit code ${code}, for the reason above; nothing else was started`,
      hint: 'when it names ENOTFOUND, ECONNREFUSED or a proxy, mend the network; then run the same command again',
    });
  }
  writeFileSync(stamp, hash);
  console.log(`dependencies  installed in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** The Node that runs this script when it is new enough to run TypeScript, else the one among the dependencies. */
function findNode() {
  if (runsTypeScript(process.versions.node)) return process.execPath;
  const installed = join(binaries, 'node');
  if (existsSync(installed)) return installed;
  return fail(exitCodes.nodeTooOld, {
    code: 'NODE_TOO_OLD',
    message: `Node ${process.versions.node}: this project needs 22.19 or newer, and none comes with its dependencies on ${process.platform}-${process.arch}`,
    hint: 'install Node 24 and run the same command again',
  });
}

function runsTypeScript(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

/** Runs a program to its end with this terminal, and gives its exit code. A terminal's Ctrl-C reaches it by itself. */
function run(program, programArguments) {
  const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH}` };
  const child = spawn(program, programArguments, { cwd: root, env: environment, stdio: 'inherit' });
  const interrupt = () => process.stdin.isTTY || child.kill('SIGINT');
  const terminate = () => child.kill('SIGTERM');
  process.on('SIGINT', interrupt).on('SIGTERM', terminate);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.code === 'ENOENT' ? 127 : 126));
    child.on('exit', (code, signal) => {
      process.off('SIGINT', interrupt).off('SIGTERM', terminate);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function fail(exitCode, { code, message, hint }) {
  console.error(`${code}  ${message}\n  Next: ${hint}`);
  process.exit(exitCode);
}
