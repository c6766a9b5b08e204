import { createProjectGraphAsync, type ProjectConfiguration } from '@nx/devkit';

/** Every project of the workspace, with the targets that plugins infer. */
export async function readProjects(): Promise<readonly ProjectConfiguration[]> {
  const { nodes } = await createProjectGraphAsync();
  return Object.values(nodes).map(({ name, data }) => ({ ...data, name }));
}
