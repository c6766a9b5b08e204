import { describe, expect, it } from '@jest/globals';
import type { ContainerFacts } from './container-resources.ts';
import { findingsOf } from './findings.ts';

const mebi = 1024 ** 2;
const place = {
  object: 'Deployment/todo/backend',
  container: 'backend',
  value: 'backend.resources',
  file: 'environments/local.yaml',
};
const sound: ContainerFacts = {
  container: 'backend',
  requests: { cpuMillicores: 100, memoryBytes: 128 * mebi },
  limits: { cpuMillicores: 1000, memoryBytes: 256 * mebi },
  usage: { cpuMillicores: 60, memoryBytes: 120 * mebi },
  restarts: 0,
};
interface FindingCase {
  readonly what: string;
  readonly facts: Partial<ContainerFacts>;
  readonly kind: string;
  readonly text: string;
  /** The value below the container's resources, and what to set it to. */
  readonly changes: readonly (readonly [string, string])[];
}

const outOfMemory = { reason: 'OOMKilled', exitCode: 137 };

function found(facts: Partial<ContainerFacts>) {
  return findingsOf({ ...sound, ...facts }, place);
}

describe('findingsOf', () => {
  it('finds nothing where all is set and used', () => {
    expect(found({})).toEqual([]);
  });

  it('names the value to raise, and to what, when memory ran out', () => {
    expect(found({ lastEnd: outOfMemory })).toEqual([
      {
        kind: 'out-of-memory',
        text: 'was killed for using more memory than its limit of 256Mi',
        advice: 'set backend.resources.limits.memory to 384Mi below values in environments/local.yaml',
        edits: [{ value: 'backend.resources.limits.memory', to: '384Mi', file: 'environments/local.yaml' }],
      },
    ]);
  });

  it('names the field of the container where no value is known to give it', () => {
    const [finding] = findingsOf({ ...sound, lastEnd: outOfMemory }, { ...place, value: undefined });
    expect(finding).toMatchObject({
      advice:
        'set resources.limits.memory to 384Mi for container backend of Deployment/todo/backend, in the chart',
      edits: [{ value: 'resources.limits.memory', to: '384Mi' }],
    });
  });

  it.each<FindingCase>([
    {
      what: 'memory that is nearly used up',
      facts: { usage: { cpuMillicores: 60, memoryBytes: 210 * mebi } },
      kind: 'near-limit',
      text: 'uses 210Mi of at most 256Mi memory at this moment',
      changes: [['limits.memory', '320Mi']],
    },
    {
      what: 'a processor that is throttled',
      facts: { usage: { cpuMillicores: 950, memoryBytes: 120 * mebi } },
      kind: 'near-limit',
      text: 'uses 950m of at most 1 cpu at this moment',
      changes: [['limits.cpu', '1430m']],
    },
    {
      what: 'limits that nobody set',
      facts: { limits: {} },
      kind: 'no-limits',
      text: 'has no limit of memory and cpu: it may take all that its node has',
      changes: [
        ['limits.memory', '256Mi'],
        ['limits.cpu', '200m'],
      ],
    },
    {
      what: 'requests that nobody made',
      facts: { requests: {} },
      kind: 'no-requests',
      text: 'asks for no memory and no cpu: it is the first to go when its node is full',
      changes: [
        ['requests.memory', '144Mi'],
        ['requests.cpu', '80m'],
      ],
    },
    {
      what: 'a request far above what is used',
      facts: { requests: { cpuMillicores: 500, memoryBytes: 128 * mebi } },
      kind: 'unused-requests',
      text: 'asks for 500m cpu and uses 60m at this moment',
      changes: [['requests.cpu', '90m']],
    },
    {
      what: 'memory that ran out on a node, without a limit',
      facts: { lastEnd: outOfMemory, limits: { cpuMillicores: 1000 }, usage: { cpuMillicores: 60 } },
      kind: 'out-of-memory',
      text: 'was killed when its node had no memory left',
      changes: [['limits.memory', '192Mi']],
    },
  ])('finds $what', ({ facts, kind, text, changes }) => {
    const [finding] = found(facts);
    expect(finding).toMatchObject({ kind, text });
    expect(finding?.edits.map(({ value, to }) => [value.replace('backend.resources.', ''), to])).toEqual(
      changes,
    );
  });

  it('suggests something also where nothing was measured or set', () => {
    const bare = { container: 'backend', requests: {}, limits: {}, restarts: 0 };
    const edits = findingsOf(bare, place).flatMap((finding) => finding.edits.map(({ to }) => to));
    expect(edits).toEqual(['128Mi', '250m', '64Mi', '130m']);
  });

  it('asks for no smaller request than a step, however little is used', () => {
    const small = { cpuMillicores: 10, memoryBytes: 16 * mebi };
    expect(found({ requests: small, usage: { cpuMillicores: 1, memoryBytes: mebi } })).toEqual([]);
  });

  it('tells of the gravest first', () => {
    const kinds = found({ lastEnd: outOfMemory, limits: { memoryBytes: 256 * mebi }, requests: {} });
    expect(kinds.map(({ kind }) => kind)).toEqual(['out-of-memory', 'no-limits', 'no-requests']);
  });
});
