import type { DeployEvent, UnitOutcome } from './events.ts';
import { count, formatBytes, formatDigest, formatDuration } from './format.ts';
import type { Style, Tone } from './style.ts';

/** The event of one type. */
export type EventOf<Type extends DeployEvent['type']> = Extract<DeployEvent, { readonly type: Type }>;

type Describer<Type extends DeployEvent['type']> = (event: EventOf<Type>, style: Style) => string | undefined;

/**
 * What a person reads of one event.
 *
 * @returns one line, or none for what other lines tell already
 */
export function describeEvent(event: DeployEvent, style: Style): string | undefined {
  const describe = describers[event.type] as Describer<DeployEvent['type']>;
  return describe(event, style);
}

const describers: { readonly [Type in DeployEvent['type']]: Describer<Type> } = {
  'stream-started': () => undefined,
  'deploy-started': ({ environment, units, namespace }, style) =>
    `${style('bold', environment)}: ${units.join(', ')} in namespace ${namespace}`,
  'phase-started': () => undefined,
  'phase-finished': ({ phase, summary, durationMs }, style) =>
    line(style, phase, `${summary} ${style('dim', formatDuration(durationMs))}`),
  'build-started': ({ units }, style) => line(style, 'images', `building ${units.join(', ')}`),
  'build-finished': ({ units, durationMs }, style) =>
    line(style, 'images', `built ${units.join(', ')} ${style('dim', formatDuration(durationMs))}`),
  'image-found': ({ unit, digest }, style) =>
    line(style, 'images', `${style('bold', unit)} found, ${formatDigest(digest)}`),
  'image-started': ({ unit, builder, reason }, style) =>
    line(style, 'images', `${style('bold', unit)} builds with ${builder}: ${reason}`),
  'image-published': describePublished,
  'image-promoted': ({ unit, from, uploadedBytes, durationMs }, style) =>
    line(
      style,
      'images',
      `${style('bold', unit)} as it runs from ${from} ${style('dim', `(${formatBytes(uploadedBytes)} uploaded, ${formatDuration(durationMs)})`)}`,
    ),
  'image-planned': () => undefined,
  // That a new object is created, its `object-applied` tells as well.
  'object-planned': ({ action, object, why }, style) =>
    action === 'unchanged' || action === 'create'
      ? undefined
      : line(style, 'plan', `${describeAction(action, style)}${object}: ${why}`),
  'lease-awaited': ({ holder, since, doing }, style) =>
    line(style, 'lease', `waiting for ${holder}, which deploys ${doing} since ${since}`),
  'lease-taken-over': ({ holder, since, doing }, style) =>
    line(style, 'lease', `taken over from ${holder}, which ended half-way with ${doing} (begun ${since})`),
  'unit-differs': ({ unit, isDeployed, why }, style) =>
    line(
      style,
      'plan',
      `${style('bold', unit)} was not named and differs from what runs: ${why}; ${isDeployed ? 'deployed as well' : 'left as it is'}`,
    ),
  'object-applied': ({ action, object, durationMs }, style) =>
    action === 'unchanged'
      ? undefined
      : line(
          style,
          'apply',
          `${describeAction(action, style)}${object} ${style('dim', formatDuration(durationMs))}`,
        ),
  'object-deleted': ({ object, durationMs }, style) =>
    line(style, 'destroy', `${object}: gone after ${formatDuration(durationMs)}`),
  'rollout-started': ({ object }, style) => line(style, 'rollout', `${object}: started`),
  'rollout-progressed': ({ object, status }, style) => line(style, 'rollout', `${object}: ${status.message}`),
  'rollout-finished': ({ object, durationMs }, style) =>
    line(style, 'rollout', `${object}: ${style('green', 'ready')} after ${formatDuration(durationMs)}`),
  'rollout-failed': ({ object, status }, style) =>
    line(style, 'rollout', `${object}: ${style('red', 'failed')}: ${status.reason}`),
  'gate-started': ({ unit, gate }, style) => line(style, 'gate', `${unit}: ${gate}: started`),
  'gate-finished': ({ unit, gate, durationMs }, style) =>
    line(style, 'gate', `${unit}: ${gate}: ${style('green', 'passed')} after ${formatDuration(durationMs)}`),
  'gate-failed': ({ unit, gate }, style) =>
    line(style, 'gate', `${unit}: ${gate}: ${style('red', 'failed')}`),
  'cause-seen': describeCause,
  'evidence-saved': ({ path }, style) => line(style, 'evidence', `saved in ${path}`),
  output: (event, style) => `${style('dim', `${event.source} |`)} ${event.line}`,
  log: ({ pod, container, line }, style) => `${style(toneOf(pod), `${pod}/${container} |`)} ${line}`,
  'tool-called': (event, style) => line(style, 'tool', describeCall(event, style)),
  note: ({ message }, style) => line(style, 'note', message),
  'deploy-finished': describeOutcome,
  'deploy-failed': () => undefined,
};

/** @returns a line whose first column says which part of the deploy it is about */
function line(style: Style, label: string, text: string): string {
  return `${style('dim', label.padEnd(10))}${text}`;
}

const podTones: readonly Tone[] = ['cyan', 'magenta', 'green', 'yellow', 'blue'];

/** The same pod has the same tone in every line. */
function toneOf(pod: string): Tone {
  const sum = [...pod].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 65_521, 7);
  return podTones[sum % podTones.length] ?? 'dim';
}

function describeAction(action: string, style: Style): string {
  return style('cyan', action.padEnd(8));
}

const prospects = {
  hopeless: '',
  repeating: '; it ends the wait if it goes on',
  'at-deadline': '; waiting on',
} as const;

function describeCause({ object, cause, advice, grade }: EventOf<'cause-seen'>, style: Style): string {
  const next = `${style('bold', 'Next:')} ${advice}`;
  return line(style, 'cause', `${object}: ${style('yellow', cause)}${prospects[grade]}. ${next}`);
}

function describePublished(event: EventOf<'image-published'>, style: Style): string {
  const { unit, digest, uploadedBytes, durationMs, builder } = event;
  const uploaded = uploadedBytes === undefined ? [] : [`${formatBytes(uploadedBytes)} uploaded`];
  const facts = `(${[...uploaded, formatDuration(durationMs), builder].join(', ')})`;
  return line(
    style,
    'images',
    `${style('bold', unit)} published, ${formatDigest(digest)} ${style('dim', facts)}`,
  );
}

function describeOutcome({ outcome, units, durationMs }: EventOf<'deploy-finished'>, style: Style): string {
  const time = style('dim', `(${formatDuration(durationMs)})`);
  if (outcome === 'nothing-to-do') {
    return `${style('green', 'nothing to deploy')}: what runs is what this workspace holds ${time}`;
  }
  const changed = units.filter(({ objects }) => objects.changed > 0);
  const verb = outcome === 'planned' ? 'planned' : style('green', 'deployed');
  const parts = changed.map((unit) => describeUnit(unit, outcome));
  return `${verb} ${parts.join('; ') || 'nothing'} ${time}`;
}

function describeUnit({ unit, objects, restarted }: UnitOutcome, outcome: 'deployed' | 'planned'): string {
  const restart = outcome === 'planned' ? ', would restart' : ', restarted';
  return `${unit}: ${count(objects.changed, 'object')}${restarted ? restart : ''}`;
}

/** `plan unit=backend by ada@example.com via some-client: answered, 812 B in 340 ms`. */
export function describeCall(event: EventOf<'tool-called'>, style: Style): string {
  const { tool, caller, outcome, code, resultBytes, durationMs } = event;
  const words = Object.entries(event.arguments).map(([name, value]) => `${name}=${String(value)}`);
  const how =
    outcome === 'answered' ? style('green', outcome) : style('red', `${outcome} ${code ?? ''}`.trim());
  const size = style('dim', `${formatBytes(resultBytes)} in ${formatDuration(durationMs)}`);
  return `${[style('bold', tool), ...words].join(' ')} by ${caller}: ${how}, ${size}`;
}
