import { cp, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { ImageTool } from '../images/image-tool.ts';
import { mirrorDockerfile } from '../images/mirror-dockerfile.ts';
import { openImageTools } from '../images/open-image-tools.ts';
import { compare, type Subject } from '../measure/compare.ts';
import { atMost, atMostPartOf, type Bar, type Row } from '../report/section.ts';
import { generateWorkspace, type GeneratedWorkspace } from '../workspaces/generate-workspace.ts';
import type { Scenario } from './scenario.ts';

const apps = ['backend', 'frontend'] as const;

/** The images of this app, after one changed file. */
export const image: Scenario = {
  name: 'image',
  summary: "one changed file: the apps' images built and pushed",
  async run(bench) {
    const { docker, buildah, missing } = await openImageTools(bench);
    const rivals = [docker, buildah].filter((tool) => tool !== undefined);
    const workspace = await openApps(bench);
    const tables: { caption: string; unit: 'ms'; rows: readonly Row[] }[] = [];
    const bars: Bar[] = [];
    for (const app of apps) {
      const rows = await measure(bench, workspace, { app, rivals });
      const [ours] = rows;
      tables.push({ caption: `Build and push of ${app}`, unit: 'ms', rows });
      if (app === 'backend') bars.push(...atMost(`${app} at most 0.3 s`, ours, { most: 300, unit: 'ms' }));
      for (const { name } of rivals) {
        const rival = rows.find((row) => row.name === name);
        bars.push(...atMostPartOf(`${app} at most 1/3 of ${name}`, [ours, rival], 1 / 3));
      }
    }
    return [
      {
        title: 'Image, one changed file',
        method: `The apps' own Dockerfiles and build outputs, of which one file changes before each run; all caches are warm and base images in place. The first row is what \`todo-deploy images\` reports for its builder and the push; the whole command also reads the project graph, hashes, and runs the build target, here a copy of one file. ${rivals.map(({ version }) => version).join(', ')}.`,
        tables,
        bars,
        missing,
      },
    ];
  },
};

/** A workspace with both apps as they are built, whose build target brings in one file. */
async function openApps(bench: Bench): Promise<GeneratedWorkspace> {
  const { workspaceRoot, direct } = bench;
  bench.say(' building both apps');
  await bench.run(
    [join(workspaceRoot, 'node_modules/.bin/nx'), 'run-many', '-t', 'build', '-p', apps.join(',')],
    {
      cwd: workspaceRoot,
      env: { TODO_CLUSTER_FILE: direct.clusterFile },
    },
  );
  const namespace = bench.namespace('image');
  const files = await Promise.all(apps.map((app) => appFiles(join(workspaceRoot, 'apps', app), app)));
  const workspace = await generateWorkspace(bench, {
    namespace,
    files: Object.assign({}, ...files) as Record<string, unknown>,
    templates: {},
  });
  await workspace.setValues({});
  for (const app of apps) {
    const target = join(workspace.root, 'apps', app, 'dist');
    await cp(join(workspaceRoot, 'apps', app, 'dist'), target, { recursive: true, verbatimSymlinks: true });
  }
  return workspace;
}

async function appFiles(folder: string, app: string): Promise<Record<string, unknown>> {
  const build = {
    executor: 'nx:run-commands',
    options: { command: 'cp changed.txt dist/', cwd: '{projectRoot}' },
  };
  const ignore = join(folder, '.dockerignore');
  return {
    [`apps/${app}/project.json`]: { name: app, targets: { build } },
    [`apps/${app}/Dockerfile`]: await readFile(join(folder, 'Dockerfile'), 'utf8'),
    [`apps/${app}/changed.txt`]: '0',
    ...(existsSync(ignore) && { [`apps/${app}/.dockerignore`]: await readFile(ignore, 'utf8') }),
  };
}

interface ImageOptions {
  readonly app: string;
  readonly rivals: readonly ImageTool[];
}

async function measure(
  bench: Bench,
  workspace: GeneratedWorkspace,
  { app, rivals }: ImageOptions,
): Promise<readonly Row[]> {
  const context = join(workspace.root, 'apps', app);
  const dockerfile = join(await bench.folder('dockerfiles'), app);
  const text = await readFile(join(context, 'Dockerfile'), 'utf8');
  await writeFile(dockerfile, mirrorDockerfile(text, bench.connection.mirrors));
  const wholeMs: number[] = [];
  const subjects: Subject[] = [
    {
      name: 'todo-deploy, builder and push',
      async once(run) {
        await workspace.write(`apps/${app}/changed.txt`, `${bench.name} todo-deploy ${run}`);
        const { durationMs, output } = await images(bench, workspace, app);
        if (run > 0) wholeMs.push(durationMs);
        return publishedMs(output);
      },
    },
    ...rivals.map(({ name, publish }) => ({
      name,
      async once(run: number) {
        await writeFile(join(context, 'dist/changed.txt'), `${bench.name} ${name} ${run}`);
        const reference = `${bench.connection.registry}/${bench.name}/${name.split(' ')[0]}-${app}:latest`;
        return (await publish({ context, dockerfile, reference })).durationMs;
      },
    })),
  ];
  const rows = await compare(subjects, bench);
  return [...rows, { name: 'todo-deploy images, whole command', samples: wholeMs }];
}

function images({ run, direct }: Bench, { root }: GeneratedWorkspace, app: string) {
  return run([join(root, 'node_modules/.bin/todo-deploy'), 'images', '--unit', app, '--json'], {
    cwd: root,
    env: { TODO_CLUSTER_FILE: direct.clusterFile },
  });
}

function publishedMs(output: readonly string[]): number {
  const events = output.map((line) => JSON.parse(line) as { type: string; durationMs: number });
  const published = events.find(({ type }) => type === 'image-published');
  if (!published) throw new TypeError('todo-deploy images: built nothing');
  return published.durationMs;
}
