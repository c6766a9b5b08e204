import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { browserPath, searchPath } from './env.ts';
import { WorkspaceError } from './errors.ts';
import { run } from './run.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Path of a Chromium for the browser tests; Debian's is installed when none is found.
 *
 * @throws WorkspaceError BROWSER_MISSING when it can't be installed
 */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('browser  installing chromium (apt-get)');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  }
  const installed = findBrowser();
  if (!installed) throw new WorkspaceError('BROWSER_MISSING', undefined);
  return installed;
}

function findBrowser(): string | undefined {
  if (browserPath) return browserPath;
  const candidates = searchPath.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return candidates.find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
