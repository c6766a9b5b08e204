import { joinPathFragments, type ProjectConfiguration, type Tree } from '@nx/devkit';

/**
 * Folder of the project that holds the chart that `init` made.
 *
 * @throws Error when there is none, or there are several
 */
export function findSetUp(tree: Tree, projects: readonly ProjectConfiguration[]): string {
  const found = projects
    .map(({ root }) => root)
    .filter((root) =>
      /^services:/m.test(tree.read(joinPathFragments(root, 'chart/values.yaml'), 'utf8') ?? ''),
    );
  const [directory] = found;
  if (directory === undefined) {
    throw new Error(
      'Workspace: no project holds a chart with services; npx nx g @todo/deploy:init makes one',
    );
  }
  if (found.length > 1) {
    throw new Error(`Workspace: ${found.join(', ')} each hold a chart with services, where one is expected`);
  }
  return directory;
}
