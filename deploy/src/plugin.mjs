// The door for Nx: it loads TypeScript's own compiler before a plugin whose file is named .ts, in each of its commands.
export { createNodes, name } from './plugin.ts';
