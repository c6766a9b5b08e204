import type { Rule } from './finding.ts';
import { commandRules } from './rules/command-rules.ts';
import { imageRules } from './rules/image-rules.ts';
import { instructionRules } from './rules/instruction-rules.ts';
import { layoutRules } from './rules/layout-rules.ts';
import { stageRules } from './rules/stage-rules.ts';
import { valueRules } from './rules/value-rules.ts';

/** BuildKit's checks, all but the one that needs the base image itself. */
export const buildkitRules: readonly Rule[] = [...stageRules, ...layoutRules, ...valueRules];

/** hadolint's rules, as far as this library has them. */
export const hadolintRules: readonly Rule[] = [...imageRules, ...instructionRules, ...commandRules];
