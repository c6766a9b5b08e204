import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import type { Contender } from './contender.ts';

/** The whole command line program of this project, in a workspace whose environment it deploys. */
export function todoDeploy(bench: Bench, workspace: Workspace, words: readonly string[] = []): Contender {
  return {
    name: ['todo-deploy deploy', ...words].join(' '),
    load: (values) => workspace.setValues(values),
    deploy: (access, options) =>
      bench.run([join(workspace.root, 'node_modules/.bin/todo-deploy'), 'deploy', ...words], {
        cwd: workspace.root,
        ...options,
        env: { TODO_CLUSTER_FILE: access.clusterFile },
      }),
  };
}
