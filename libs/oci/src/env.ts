import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of Docker's own client configuration. */
export const dockerConfigFolder = process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker');
