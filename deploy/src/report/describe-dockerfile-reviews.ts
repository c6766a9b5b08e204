import type { Finding } from '../dockerfile-review/finding.ts';
import type { DockerfileReview } from '../dockerfile-review/review-dockerfile.ts';
import type { DeployError } from '../errors.ts';
import { errorBlock } from './error-block.ts';
import { count } from './format.ts';
import type { Style, Tone } from './style.ts';

interface Description {
  readonly style: Style;
  /** What the reviews end with. */
  readonly error?: DeployError;
}

/**
 * Lays reviews of Dockerfiles out: each finding with its place, then how many there are.
 *
 * @returns lines, each ended by a newline
 */
export function describeDockerfileReviews(
  reviews: readonly DockerfileReview[],
  { style, error }: Description,
): string {
  const found = reviews.flatMap(({ file, findings }) =>
    findings.map((finding) => describeFinding(file, finding, style)),
  );
  if (error) return [...found, errorBlock(error, [], style)].join('');
  return `${count(reviews.length, 'Dockerfile')}, ${style('green', 'no findings')}; ${describeRules(reviews)}\n`;
}

function describeFinding(file: string, finding: Finding, style: Style): string {
  const { line, rule, severity, message, advice } = finding;
  return `${file}:${line}: ${style(tones[severity], severity)} ${style('bold', rule)}: ${message}\n  ${advice}\n`;
}

const tones: Readonly<Record<Finding['severity'], Tone>> = {
  error: 'red',
  warning: 'yellow',
  info: 'cyan',
  style: 'dim',
};

function describeRules(reviews: readonly DockerfileReview[]): string {
  const isProgram = reviews.some(({ hadolint }) => hadolint === 'program');
  return isProgram ? "BuildKit's checks and hadolint itself" : "BuildKit's checks and hadolint's rules";
}
