export { deploy } from './deploy.ts';
export type {
  Connection,
  DeployContext,
  DeployRequest,
  DeployResult,
  Environment,
  ImageProvider,
} from './deploy-request.ts';
export type { Finding } from './dockerfile-review/finding.ts';
export {
  reviewDockerfile,
  type DockerfileReview,
  type ReviewOptions,
  type ReviewRequest,
} from './dockerfile-review/review-dockerfile.ts';
export { DeployError, type DeployErrorCode } from './errors.ts';
export type { Plan } from './plan/plan.ts';
export { readStatus, type EnvironmentStatus, type StatusRequest } from './read-status.ts';
export type { DeployEvent, Report } from './report/events.ts';
export type { PublishedImage, Unit } from './unit.ts';
