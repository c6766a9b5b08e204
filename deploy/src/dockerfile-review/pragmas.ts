import type { Finding } from './finding.ts';
import type { Source } from './source.ts';

/**
 * Leaves out what the file says it knows of: BuildKit's checks by `# check=skip=RULE,…` at its top, hadolint's rules by
 * `# hadolint ignore=RULE,…` right above an instruction, or `# hadolint global ignore=RULE,…` anywhere.
 */
export function withoutIgnored(findings: readonly Finding[], source: Source): readonly Finding[] {
  const skipped = skippedChecks(source.directives.get('check') ?? '');
  const ignored = ignoredLines(source.lines);
  return findings.filter(({ rule, line }) => {
    if (!hadolintName.test(rule)) return !skipped.includes(rule) && !skipped.includes('all');
    return !ignored.some((each) => each.rules.includes(rule) && (each.line === 'any' || each.line === line));
  });
}

const hadolintName = /^[A-Z]{2}\d{4}$/;
const pragma = /^\s*#\s*hadolint\s+(global\s+)?ignore\s*=\s*([^#]*)/;

/** Of `skip=A,B;error=true`, A and B. */
function skippedChecks(directive: string): readonly string[] {
  return directive.split(';').flatMap((part) => {
    const [name = '', rules = ''] = part.split('=');
    return name.trim() === 'skip' ? rules.split(',').map((rule) => rule.trim()) : [];
  });
}

interface Ignored {
  readonly line: number | 'any';
  readonly rules: readonly string[];
}

function ignoredLines(lines: readonly string[]): readonly Ignored[] {
  return lines.flatMap((text, index) => {
    const [whole, isGlobal, list = ''] = pragma.exec(text) ?? [];
    if (whole === undefined) return [];
    const rules = list.split(',').map((rule) => rule.trim());
    return [{ line: isGlobal === undefined ? index + 2 : 'any', rules }];
  });
}
