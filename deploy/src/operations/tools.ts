import type { Tool } from './tool.ts';
import { deployTool } from './tools/deploy.ts';
import { diagnoseTool } from './tools/diagnose.ts';
import { eventsTool } from './tools/events.ts';
import { explainTool } from './tools/explain.ts';
import { historyTool } from './tools/history.ts';
import { logsTool } from './tools/logs.ts';
import { planTool } from './tools/plan.ts';
import { resourcesTool } from './tools/resources.ts';
import { reviewDockerfileTool } from './tools/review-dockerfile.ts';
import { rollbackTool } from './tools/rollback.ts';
import { scaleTool } from './tools/scale.ts';
import { statusTool } from './tools/status.ts';

/** Every tool there is: those that read, then those that write. */
const allTools: readonly Tool[] = [
  statusTool,
  diagnoseTool,
  planTool,
  explainTool,
  logsTool,
  historyTool,
  eventsTool,
  resourcesTool,
  reviewDockerfileTool,
  deployTool,
  scaleTool,
  rollbackTool,
];

/** The tools of a place, and those of it that may not be called. */
export function chooseTools(options: { readonly allowWrite: boolean; readonly hasWorkspace: boolean }): {
  readonly tools: readonly Tool[];
  readonly forbidden: readonly Tool[];
} {
  const here = allTools.filter(({ needsWorkspace = false }) => options.hasWorkspace || !needsWorkspace);
  const mayCall = ({ effect }: Tool) => effect === 'read' || options.allowWrite;
  return { tools: here.filter(mayCall), forbidden: here.filter((tool) => !mayCall(tool)) };
}
