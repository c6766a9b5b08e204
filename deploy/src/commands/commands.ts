import type { CommandEntry } from '../command.ts';

/** Every command, in the order of the help. Only the one that is called is loaded. */
const loaders = {
  deploy: async () => (await import('./deploy.ts')).deployCommand,
  apply: async () => (await import('./apply.ts')).applyCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  promote: async () => (await import('./promote.ts')).promoteCommand,
  render: async () => (await import('./render.ts')).renderCommand,
  status: async () => (await import('./status.ts')).statusCommand,
  diagnose: async () => (await import('./diagnose.ts')).diagnoseCommand,
  resources: async () => (await import('./resources.ts')).resourcesCommand,
  events: async () => (await import('./events.ts')).eventsCommand,
  logs: async () => (await import('./logs.ts')).logsCommand,
  history: async () => (await import('./history.ts')).historyCommand,
  scale: async () => (await import('./scale.ts')).scaleCommand,
  rollback: async () => (await import('./rollback.ts')).rollbackCommand,
  destroy: async () => (await import('./destroy.ts')).destroyCommand,
  ask: async () => (await import('./ask.ts')).askCommand,
  mcp: async () => (await import('./mcp.ts')).mcpCommand,
  images: async () => (await import('./images.ts')).imagesCommand,
  'review-dockerfile': async () => (await import('./review-dockerfile.ts')).reviewDockerfileCommand,
} as const satisfies Readonly<Record<string, () => Promise<CommandEntry>>>;

export type CommandName = keyof typeof loaders;

export const commandNames = Object.keys(loaders) as readonly CommandName[];

export function loadCommand(name: CommandName): Promise<CommandEntry> {
  return loaders[name]();
}
