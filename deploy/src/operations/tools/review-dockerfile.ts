import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { DeployError } from '../../errors.ts';
import { describeDockerfileReviews } from '../../report/describe-dockerfile-reviews.ts';
import { plain } from '../../report/style.ts';
import { defineTool } from '../tool.ts';

const name = 'review-dockerfile';

export const reviewDockerfileTool = defineTool({
  name,
  title: 'Review Dockerfiles',
  description:
    "Checks the workspace's Dockerfiles by the rules of BuildKit and hadolint: line, rule, what is wrong, what to write instead. Builds nothing.",
  input: z.object({
    file: z
      .string()
      .max(300)
      .regex(/^[^-]/, 'must not begin with -')
      .optional()
      .describe('one Dockerfile, by its path in the workspace; all when left out'),
  }),
  effect: 'read',
  needsWorkspace: true,
  async run({ file }, { place, signal }) {
    if (!place.workspace) throw new TypeError('no workspace');
    const [{ findDockerfiles, readIgnoreFile }, { reviewDockerfile }] = await Promise.all([
      import('../../dockerfile-review/find-dockerfiles.ts'),
      import('../../dockerfile-review/review-dockerfile.ts'),
    ]);
    const { root } = place.workspace;
    const known = await findDockerfiles(root);
    // Of the workspace's own Dockerfiles alone: a model may not have any file read.
    if (file !== undefined && !known.includes(file))
      throw new DeployError('TOOL_INPUT_INVALID', {
        tool: name,
        reason: `file must be one of ${known.join(', ')}`,
      });
    const reviews = await Promise.all(
      known
        .filter((each) => file === undefined || each === file)
        .map(async (each) => {
          const path = join(root, each);
          const [text, ignoreFile] = await Promise.all([readFile(path, 'utf8'), readIgnoreFile(path)]);
          return reviewDockerfile({ file: each, text, ignoreFile }, { signal });
        }),
    );
    return describeDockerfileReviews(reviews, { style: plain });
  },
});
