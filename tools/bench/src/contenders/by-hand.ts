import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { ImageTool } from '../images/image-tool.ts';
import { mirrorDockerfile } from '../images/mirror-dockerfile.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import type { Release, Values } from './contender.ts';
import { helm } from './helm.ts';

export interface ByHandOptions extends Release {
  readonly workspace: Workspace;
  readonly apps: readonly string[];
  readonly values: (images: Readonly<Record<string, string>>) => Values;
}

/** What a script would do for such apps: build and push every image, and `helm upgrade --wait` with their digests. */
export function byHand(
  bench: Bench,
  tool: ImageTool,
  { workspace, apps, values, ...release }: ByHandOptions,
): { readonly name: string; readonly deploy: () => Promise<number> } {
  const upgrade = helm(bench, { ...release, words: ['--wait', '--timeout', '60s'] });
  const publish = async (app: string) => {
    const context = join(workspace.root, 'apps', app);
    const dockerfile = join(await bench.folder('dockerfiles'), app);
    const text = await readFile(join(context, 'Dockerfile'), 'utf8');
    await writeFile(dockerfile, mirrorDockerfile(text, bench.connection.mirrors));
    const repository = `${bench.connection.registry}/${bench.name}/by-hand-${app}`;
    const { durationMs, digest } = await tool.publish({
      context,
      dockerfile,
      reference: `${repository}:latest`,
    });
    return { app, image: `${repository}@${digest}`, durationMs };
  };
  return {
    name: `nx build, ${tool.name}, helm upgrade --wait`,
    async deploy() {
      const nx = join(workspace.root, 'node_modules/.bin/nx');
      const built = await bench.run([nx, 'run-many', '-t', 'build'], { cwd: workspace.root });
      const images = await Promise.all(apps.map(publish));
      await upgrade.load(values(Object.fromEntries(images.map(({ app, image }) => [app, image]))));
      const { durationMs } = await upgrade.deploy(bench.direct);
      const publishedMs = Math.max(...images.map((image) => image.durationMs));
      return built.durationMs + publishedMs + durationMs;
    },
  };
}
