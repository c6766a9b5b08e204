export { deploy } from './deploy.ts';
export type {
  Connection,
  DeployContext,
  DeployRequest,
  DeployResult,
  Environment,
  ImageProvider,
} from './deploy-request.ts';
export { DeployError, type DeployErrorCode } from './errors.ts';
export type { Plan } from './plan/plan.ts';
export { readStatus, type EnvironmentStatus, type StatusRequest } from './read-status.ts';
export type { DeployEvent, Report } from './report/events.ts';
export type { PublishedImage, Unit } from './unit.ts';
