import { rm } from 'node:fs/promises';
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

/** The same where it does not know yet what the chart renders to, as after a clone. */
export function todoDeployAnew(bench: Bench, workspace: Workspace): Contender {
  const usual = todoDeploy(bench, workspace);
  const known = join(workspace.root, '.nx/workspace-data/todo-deploy-settled-local.json');
  return {
    ...usual,
    name: `${usual.name}, chart not known`,
    runsMax: 3,
    async deploy(access, options) {
      await rm(known, { force: true });
      return usual.deploy(access, options);
    },
  };
}
