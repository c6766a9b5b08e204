import { DeployError } from '../errors.ts';
import { applyRules, type Finding } from './finding.ts';
import { withoutIgnored } from './pragmas.ts';
import { buildkitRules, hadolintRules } from './rules.ts';
import { runHadolint } from './run-hadolint.ts';
import { readSource, type Source } from './source.ts';

export interface ReviewRequest {
  /** As it is named to the reader. */
  readonly file: string;
  readonly text: string;
  /** What the ignore file of its build context says. */
  readonly ignoreFile?: string;
}

export interface ReviewOptions {
  /** The hadolint to ask, by its name or path, or false for the rules of this library alone. */
  readonly hadolint?: string | false;
  readonly signal?: AbortSignal;
}

export interface DockerfileReview {
  readonly file: string;
  /** Whose word the findings named `DL…` are: hadolint's own, or that of this library's rules of the same names. */
  readonly hadolint: 'program' | 'own';
  /** In the order of the lines. */
  readonly findings: readonly Finding[];
}

/**
 * Reviews a Dockerfile by BuildKit's checks and hadolint's rules, from its text alone: nothing is built or pulled, and no
 * Docker is needed. Where a `hadolint` is on the PATH, its rules are left to it.
 *
 * A Dockerfile that cannot be understood has one finding, `DL1000` or `DL3061`, as in hadolint.
 */
export async function reviewDockerfile(
  { file, text, ignoreFile }: ReviewRequest,
  { hadolint = 'hadolint', signal }: ReviewOptions = {},
): Promise<DockerfileReview> {
  const source = readOrFind({ file, text, ignoreFile });
  if ('rule' in source) return { file, hadolint: 'own', findings: [source] };
  const reported = hadolint === false ? undefined : await runHadolint(text, { program: hadolint, signal });
  const findings = [...applyRules(buildkitRules, source), ...(reported ?? applyRules(hadolintRules, source))];
  return {
    file,
    hadolint: reported ? 'program' : 'own',
    findings: withoutIgnored(findings, source).toSorted((a, b) => a.line - b.line),
  };
}

function readOrFind({ text, file, ignoreFile }: ReviewRequest): Source | Finding {
  try {
    return readSource(text, file, ignoreFile);
  } catch (error) {
    if (!(error instanceof DeployError) || error.code !== 'DOCKERFILE_INVALID') throw error;
    const { line, why } = error.context as { line: number; why: string };
    const rule = why.endsWith('before FROM') ? 'DL3061' : 'DL1000';
    return { rule, line, severity: 'error', message: why, advice: error.hint };
  }
}
