import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import type { Workspace } from '../workspaces/workspace.ts';
import { startToolServer, type ToolServer } from './tool-server.ts';

/** `todo-deploy mcp` in a workspace, with the tools that read. */
export function todoDeployServer(bench: Bench, { root }: Workspace): Promise<ToolServer> {
  const command = [join(root, 'node_modules/.bin/todo-deploy'), 'mcp'] as const;
  return startToolServer(bench, command, {
    cwd: root,
    env: { TODO_CLUSTER_FILE: bench.direct.clusterFile },
  });
}
