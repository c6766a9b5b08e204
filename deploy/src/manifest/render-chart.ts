import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { textAt, type KubernetesObject } from '../cluster/kubernetes-object.ts';
import { DeployError } from '../errors.ts';
import { secretForms } from '../secrets/secret-forms.ts';
import { helmProgram } from './bundled-programs.ts';
import { parseManifests } from './parse-manifests.ts';

export interface RenderRequest {
  /** The chart's folder, absolute. */
  readonly chart: string;
  readonly release: string;
  readonly namespace: string;
  /** Reach helm through a pipe: neither a command line nor a file ever holds them. */
  readonly values: Readonly<Record<string, unknown>>;
  /** A helm 4 program to use instead of the bundled one. */
  readonly helm?: string | undefined;
  /** Render the objects of `helm test` as well. */
  readonly withTests?: boolean;
  readonly signal: AbortSignal;
}

/**
 * The objects that `helm template` makes of a chart, test hooks left out unless they are asked for.
 *
 * @throws DeployError VALUES_REFUSED, CHART_BROKEN, MANIFEST_INVALID, HELM_MISSING, HELM_DAMAGED
 */
export async function renderChart(request: RenderRequest): Promise<readonly KubernetesObject[]> {
  const { chart } = request;
  const yaml = await runHelm(request);
  try {
    return parseManifests(yaml);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new DeployError('MANIFEST_INVALID', { chart, reason }, error);
  }
}

async function runHelm(request: RenderRequest): Promise<string> {
  const { chart, release, namespace, values, helm, withTests, signal } = request;
  const program = await helmProgram(helm);
  const parameters = [
    'template',
    release,
    chart,
    '--namespace',
    namespace,
    '--values',
    '-',
    ...(withTests ? [] : ['--skip-tests']),
    '--include-crds',
  ];
  const child = spawn(program, parameters, { stdio: 'pipe', signal });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // A helm that ends before it has read its values closes the pipe; its exit code and output say why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify(values));
  try {
    const [exitCode, output, complaint] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    if (exitCode === 0) return output;
    throw refusal(chart, withoutValues(complaint, request));
  } catch (error) {
    throw isMissing(error)
      ? new DeployError('HELM_MISSING', { reason: `${program} cannot be started` }, error)
      : error;
  }
}

/** Any value may be a secret, and a chart that does not render has not said which. Its path and keys tell where to look. */
function withoutValues(complaint: string, { chart, values }: RenderRequest): string {
  const names = [chart];
  const found: string[] = [];
  JSON.stringify(values, (key, value: unknown) => {
    names.push(key);
    if (typeof value === 'string') found.push(...secretForms(value));
    return value;
  });
  const hidden = found.filter((value) => !names.some((name) => name.includes(value)));
  const longestFirst = hidden.toSorted((a, b) => b.length - a.length);
  return longestFirst.reduce((text, value) => text.replaceAll(value, '***'), complaint);
}

function refusal(chart: string, complaint: string): DeployError {
  const reasons = schemaReasons(complaint);
  if (reasons.length > 0) return new DeployError('VALUES_REFUSED', { chart, reasons });
  const lines = complaint.split('\n').map((line) => line.trim());
  const reason = lines.filter((line) => line !== '' && !line.startsWith('Use --debug')).join(' ');
  return new DeployError('CHART_BROKEN', {
    chart,
    reason: reason.replace(/^Error: /, '') || 'it gave no reason',
  });
}

/** `backend.replicas: got string, want integer`, out of helm's lines; the refused values themselves stay unsaid. */
function schemaReasons(complaint: string): readonly string[] {
  if (!complaint.includes("don't meet the specifications of the schema")) return [];
  const found = [...complaint.matchAll(/^\s*- at '([^']*)': (.*)$/gm)];
  return found
    .filter(([, , reason]) => reason !== 'validation failed')
    .map(([, pointer = '', reason = '']) => {
      const path = pointer.slice(1).replaceAll('/', '.') || 'the values';
      return `${path}: ${reason.replace(/^'.*' (?=does not match|is not valid)/, '')}`;
    });
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'EACCES'].includes(textAt(error, 'code') ?? '');
}
