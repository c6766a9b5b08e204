import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DeployError } from '../errors.ts';
import { savedPlanSchema, withSaltedSecrets, type SavedPlan } from './saved-plan.ts';

/** Writes a plan whole or not at all; it holds no secret. */
export function writePlanFile(file: string, plan: SavedPlan): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    const salted = withSaltedSecrets(plan, randomBytes(16).toString('hex'));
    writeFileSync(unfinished, `${JSON.stringify(salted, undefined, 2)}\n`);
    renameSync(unfinished, file);
  } catch (error) {
    throw new DeployError(
      'PLAN_UNREADABLE',
      { file, reason: `cannot be written: ${reasonOf(error)}` },
      error,
    );
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** @throws DeployError PLAN_UNREADABLE */
export function readPlanFile(file: string): SavedPlan {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new DeployError('PLAN_UNREADABLE', { file, reason: reasonOf(error) }, error);
  }
  const parsed = savedPlanSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = `is no plan of this version: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? ''}`;
  throw new DeployError('PLAN_UNREADABLE', { file, reason });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
