// The door for Nx, plain JavaScript for the same reason as plugin.mjs.
export { init } from './generators/init/init.ts';
export { unit } from './generators/unit/unit.ts';
