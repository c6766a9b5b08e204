// The door for Nx, plain JavaScript for the same reason as cli.mjs.
import { enableCompileCache } from 'node:module';

const executors = {
  dockerBuild: () => import('./executors/docker-build/executor.ts'),
  k8sApply: () => import('./executors/k8s-apply/executor.ts'),
  deploy: () => import('./executors/deploy/executor.ts'),
};

/** An executor's function, loaded when Nx calls it. */
const door =
  (executor, name) =>
  async (...words) => {
    enableCompileCache();
    const module = await executors[executor]();
    return module[name](...words);
  };

export const dockerBuild = door('dockerBuild', 'default');
export const dockerBuildBatch = door('dockerBuild', 'batch');
export const k8sApply = door('k8sApply', 'default');
export const k8sApplyBatch = door('k8sApply', 'batch');
export const deploy = door('deploy', 'default');
export const deployBatch = door('deploy', 'batch');
