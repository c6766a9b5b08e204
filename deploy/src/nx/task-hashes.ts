import type { NxWorkspace } from './nx-workspace.ts';

/**
 * Hashes one target of each project with Nx's own hasher, before any task runs: the same values that Nx gives its
 * executors in `context.taskGraph.tasks[id].hash` and its commands in `NX_TASK_HASH` when the target is run without
 * configuration or options of its own.
 *
 * @param projects projects that have the target
 * @returns the hash, in decimal, by project
 */
export async function taskHashes(
  workspace: NxWorkspace,
  projects: readonly string[],
  target: string,
): Promise<ReadonlyMap<string, string>> {
  const [{ createTaskGraph }, { createTaskHasher }, { getTaskSpecificEnv }] = await Promise.all([
    import('nx/src/tasks-runner/create-task-graph.js'),
    import('nx/src/hasher/create-task-hasher.js'),
    import('nx/src/tasks-runner/task-env.js'),
  ]);
  const noOverrides = { __overrides_unparsed__: [] };
  const taskGraph = createTaskGraph(workspace.graph, {}, [...projects], [target], undefined, noOverrides);
  const tasks = Object.values(taskGraph.tasks).filter((task) => task.target.target === target);
  const environments = Object.fromEntries(
    tasks.map((task) => [task.id, getTaskSpecificEnv(task, workspace.graph)]),
  );
  const hasher = createTaskHasher(workspace.graph, workspace.nxJson, {});
  const hashes = await hasher.hashTasks(tasks, taskGraph, environments);
  return new Map(tasks.map((task, index) => [task.target.project, hashes[index]?.value ?? '']));
}
