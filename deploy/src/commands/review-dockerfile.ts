import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { CommandEntry } from '../command.ts';
import type { DockerfileReview } from '../dockerfile-review/review-dockerfile.ts';
import { DeployError, deployErrors } from '../errors.ts';
import { describeDockerfileReviews } from '../report/describe-dockerfile-reviews.ts';
import type { CommandContext } from '../run-command.ts';
import type { FilesSession } from '../session.ts';

export const reviewDockerfileCommand: CommandEntry = {
  summary: 'review Dockerfiles by the rules of BuildKit and hadolint',
  details: `Reads the files alone: nothing is built or pulled, and neither Docker nor a cluster is needed. Where a hadolint is on the
PATH, its rules are left to it. Ends with ${deployErrors.DOCKERFILE_QUESTIONABLE.exitCode} when there is a finding. A Dockerfile says what to leave out with
"# check=skip=RULE" at its top and "# hadolint ignore=RULE" above an instruction.`,
  examples: [
    'todo-deploy review-dockerfile',
    'todo-deploy review-dockerfile apps/backend/Dockerfile',
    'todo-deploy review-dockerfile --json',
  ],
  operands: [
    { name: 'FILE', description: 'a Dockerfile (default: each that git does not ignore)', isRepeated: true },
  ],
  options: [],
  scope: 'files',
  run,
};

async function run(context: CommandContext<FilesSession>): Promise<number> {
  const { session, options, signal, style, print } = context;
  const { findDockerfiles } = await import('../dockerfile-review/find-dockerfiles.ts');
  const { workspaceRoot } = session;
  const files =
    options.operands.length > 0
      ? options.operands.map((file) => resolve(file))
      : (await findDockerfiles(workspaceRoot)).map((file) => join(workspaceRoot, file));
  const reviews: DockerfileReview[] = [];
  for (const file of files) reviews.push(await review(file, { workspaceRoot, signal }));
  const error = errorOf(reviews);
  print({
    text: describeDockerfileReviews(reviews, { style, error }),
    json: { type: 'dockerfile-reviews', reviews },
  });
  return error?.exitCode ?? 0;
}

interface Place {
  readonly workspaceRoot: string;
  readonly signal: AbortSignal;
}

async function review(path: string, { workspaceRoot, signal }: Place): Promise<DockerfileReview> {
  const [{ reviewDockerfile }, { readIgnoreFile }] = await Promise.all([
    import('../dockerfile-review/review-dockerfile.ts'),
    import('../dockerfile-review/find-dockerfiles.ts'),
  ]);
  const file = relative(workspaceRoot, path);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new DeployError('DOCKERFILE_NOT_FOUND', { dockerfile: file }, error);
  });
  return reviewDockerfile({ file, text, ignoreFile: await readIgnoreFile(path) }, { signal });
}

function errorOf(reviews: readonly DockerfileReview[]): DeployError | undefined {
  const dockerfiles = reviews.filter(({ findings }) => findings.length > 0);
  const findings = dockerfiles.flatMap((each) => each.findings).length;
  if (findings === 0) return undefined;
  return new DeployError('DOCKERFILE_QUESTIONABLE', {
    dockerfiles: dockerfiles.map(({ file }) => file),
    findings,
  });
}
