import { joinPathFragments, readJson, type ProjectConfiguration, type Tree } from '@nx/devkit';
import { posix } from 'node:path';

interface Service {
  readonly project: ProjectConfiguration;
  readonly port: number;
}

interface BuildOptions {
  readonly outputPath?: unknown;
  readonly outputFileName?: unknown;
  readonly main?: unknown;
}

/**
 * A Dockerfile that takes over what the project's build leaves. It only copies, so that no Docker engine is needed.
 *
 * @throws Error when the build leaves that outside of the project, where no COPY reaches
 */
export function dockerfileOf(tree: Tree, { project, port }: Service): string {
  const output = buildOutput(project);
  const folder = posix.relative(project.root, output);
  if (folder === '' || folder.startsWith('..')) {
    throw new Error(
      `Project ${project.name}: its build leaves ${output}, and a Dockerfile can only copy what is below ${project.root}; set outputPath of its build to ${joinPathFragments(project.root, 'dist')}, and run the same command again`,
    );
  }
  return `# Only copies, so that no Docker engine is needed: ${folder}/ must hold all that runs, dependencies too.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=${port}
COPY ${folder}/ ./
USER 65532:65532
EXPOSE ${port}
CMD ["${mainFile(tree, project, output)}"]
`;
}

/** Where the build target leaves its files, relative to the workspace. */
function buildOutput({ root, name = root, targets }: ProjectConfiguration): string {
  const { outputs = [] } = targets?.build ?? {};
  const { outputPath } = buildOptions(targets);
  const declared = typeof outputPath === 'string' ? outputPath : (outputs[0] ?? '{projectRoot}/dist');
  const path = declared
    .replace('{options.outputPath}', '{projectRoot}/dist')
    .replaceAll('{projectRoot}', root)
    .replaceAll('{projectName}', name)
    .replace('{workspaceRoot}/', '');
  return posix.normalize(path).replace(/\/(\*.*)?$/, '');
}

/** What Node is to run, relative to the build's output. */
function mainFile(tree: Tree, { root, targets }: ProjectConfiguration, output: string): string {
  const { outputFileName, main } = buildOptions(targets);
  if (typeof outputFileName === 'string') return outputFileName;
  if (typeof main === 'string') return `${posix.basename(main).replace(/\.[cm]?[jt]sx?$/, '')}.js`;
  const file = joinPathFragments(root, 'package.json');
  const inPackage = tree.exists(file) ? readJson<{ main?: string }>(tree, file).main : undefined;
  const path = inPackage === undefined ? 'main.js' : posix.relative(output, posix.join(root, inPackage));
  return path.startsWith('..') ? 'main.js' : path;
}

function buildOptions(targets: ProjectConfiguration['targets']): BuildOptions {
  return (targets?.build?.options ?? {}) as BuildOptions;
}
