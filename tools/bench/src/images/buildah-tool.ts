import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { DebianPrograms } from '../programs/debian-programs.ts';
import type { ImageTool } from './image-tool.ts';

/** `buildah build` with its layer cache, and `buildah push`. */
export async function buildahTool({ run, folder }: Bench, { root, env }: DebianPrograms): Promise<ImageTool> {
  const storage = await folder('buildah');
  const global = [
    ...['--root', join(storage, 'root'), '--runroot', join(storage, 'run'), '--storage-driver', 'overlay'],
    ...['--registries-conf', join(root, 'etc/containers/registries.conf')],
  ];
  const policy = ['--signature-policy', join(root, 'etc/containers/policy.json'), '--tls-verify=false'];
  const { output } = await run(['buildah', '--version'], { env });
  return {
    version: output[0]?.replace(/ \(.*/, '').replace('version ', '') ?? '',
    name: 'buildah build + push',
    async publish({ context, dockerfile, reference }) {
      const words = ['--layers', '--tag', reference, '--file', dockerfile, context];
      const built = await run(['buildah', ...global, 'build', ...policy, ...words], { env });
      const pushed = await run(['buildah', ...global, 'push', ...policy, reference], { env });
      return { durationMs: built.durationMs + pushed.durationMs };
    },
  };
}
