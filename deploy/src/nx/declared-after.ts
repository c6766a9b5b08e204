import * as z from 'zod';
import { DeployError } from '../errors.ts';
import { strictObject } from '../strict-object.ts';
import { projectNode, type NxWorkspace } from './nx-workspace.ts';
import { unitName } from './unit-name.ts';

const metadataSchema = strictObject({
  after: z.array(z.string({ error: 'is no text' }), { error: 'is no list of projects' }).default([]),
});

/**
 * Projects that a project itself says must be ready before it, beside those that it depends on: `metadata.deploy.after` of
 * its configuration.
 *
 * @param projects those of all units
 * @throws DeployError UNIT_METADATA_INVALID
 */
export function declaredAfter(
  workspace: NxWorkspace,
  project: string,
  { projects }: { readonly projects: readonly string[] },
): readonly string[] {
  const metadata = projectNode(workspace, project).data.metadata as { deploy?: unknown } | undefined;
  const parsed = metadataSchema.safeParse(metadata?.deploy ?? {});
  if (!parsed.success) {
    const reasons = parsed.error.issues.map(({ path, message }) =>
      [['metadata.deploy', ...path].join('.'), message].join(' '),
    );
    throw new DeployError('UNIT_METADATA_INVALID', { project, reasons });
  }
  return parsed.data.after.map((name) => {
    const found = projects.find((each) => each === name || unitName(each) === name);
    if (found !== undefined) return found;
    const reason = `metadata.deploy.after names ${name}; there are ${projects.join(', ')}`;
    throw new DeployError('UNIT_METADATA_INVALID', { project, reasons: [reason] });
  });
}
