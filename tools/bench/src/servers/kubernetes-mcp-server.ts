import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { programCache } from '../env.ts';
import { npmProgram } from '../programs/npm-program.ts';
import { startToolServer, type ToolServer } from './tool-server.ts';

const version = '0.0.67';

/**
 * The generic server of https://github.com/containers/kubernetes-mcp-server, with the tools of its core that read.
 *
 * @returns the server, or why there is none
 */
export async function kubernetesMcpServer(bench: Bench): Promise<ToolServer | { readonly missing: string }> {
  const name = `kubernetes-mcp-server-${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;
  const program = await npmProgram(bench, programCache, { name, version, path: `bin/${name}` });
  if (typeof program !== 'string') return program;
  const folder = await bench.folder('kubernetes-mcp-server');
  const words = ['--kubeconfig', await oneContext(bench, folder), '--read-only', '--toolsets', 'core'];
  return startToolServer(bench, [program, ...words], { cwd: folder });
}

/** Writes a kubeconfig of this context alone: with several, each of its tools would take one more argument. */
async function oneContext({ run, programs, direct }: Bench, folder: string): Promise<string> {
  const file = join(folder, 'kubeconfig');
  const { kubeconfig, context } = direct;
  const words = ['config', 'view', '--minify', '--flatten', '--kubeconfig', kubeconfig, '--context', context];
  const { output } = await run([programs.kubectl, ...words]);
  await writeFile(file, output.join('\n'), { mode: 0o600 });
  return file;
}
