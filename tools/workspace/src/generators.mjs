// The door for Nx, plain JavaScript: it loads a compiler before a generator whose file is named .ts.
export { service } from './service/service.ts';
