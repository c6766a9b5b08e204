import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';

/**
 * Packs what the target `build` of the deploy library made, and installs it beside Nx, as a workspace of somebody else has it;
 * once for all workspaces of a scenario.
 *
 * @returns the folder node_modules
 */
export async function installPackage(bench: Bench): Promise<string> {
  const { workspaceRoot, run } = bench;
  const folder = await bench.folder('package');
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  bench.say(' installing the packed deploy library');
  const built = join(workspaceRoot, 'deploy/dist');
  const { output } = await run(['npm', 'pack', built, '--json', '--pack-destination', folder]);
  const [{ filename }] = JSON.parse(output.join('\n')) as [{ filename: string }];
  const { devDependencies } = JSON.parse(await readFile(join(workspaceRoot, 'package.json'), 'utf8')) as {
    devDependencies: { nx: string };
  };
  const dependencies = { nx: devDependencies.nx, '@todo/deploy': `file:${filename}` };
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await run(['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  return modules;
}
