import type { EventOf } from './describe-event.ts';
import type { DeployEvent } from './events.ts';
import { formatDuration } from './format.ts';
import type { Style } from './style.ts';

/** What goes on at the moment. */
export interface Running {
  readonly take: (event: DeployEvent) => void;
  /** Whether the event is seen in the live lines, and needs none of its own. */
  readonly shows: (event: DeployEvent) => boolean;
  readonly lines: () => readonly string[];
  /** The last lines that a program wrote. */
  readonly output: () => readonly EventOf<'output'>[];
  readonly clear: () => void;
}

const keptOutput = 200;
const leaseKey = 'lease';

/**
 * Follows phases, images and rollouts from event to event, for a terminal that shows them while they last.
 *
 * @param now milliseconds since any fixed moment
 */
export function createRunning(now: () => number, style: Style): Running {
  const items = new Map<string, { readonly since: number; text: string }>();
  let output: EventOf<'output'>[] = [];
  const begin = (key: string, text: string) => {
    const { since } = items.get(key) ?? { since: now() };
    items.delete(key);
    items.set(key, { since, text });
  };
  return {
    take(event) {
      const change = changeOf(event);
      if (change?.text !== undefined) begin(change.key, change.text);
      else if (change) items.delete(change.key);
      if (event.type === 'output') output = [...output.slice(1 - keptOutput), event];
      if (event.type === 'phase-started') items.delete(leaseKey);
      if (event.type === 'build-finished' || event.type === 'image-published') output = [];
      if (event.type === 'deploy-finished') items.clear();
    },
    // For whom it waits and since when is told once; that it waits, live.
    shows: (event) =>
      event.type === 'output' || (event.type !== 'lease-awaited' && changeOf(event)?.text !== undefined),
    lines() {
      const last = output.at(-1);
      const lines = [...items.values()].map(
        ({ since, text }) => `${style('cyan', '▸')} ${text} ${style('dim', formatDuration(now() - since))}`,
      );
      return last && items.size > 0 ? [...lines, `  ${style('dim', last.line)}`] : lines;
    },
    output: () => output,
    clear() {
      items.clear();
      output = [];
    },
  };
}

interface Change {
  readonly key: string;
  /** Absent when the line ends. */
  readonly text?: string;
}

/** The live line that an event begins, changes or ends, by the event's type. */
const changes: { readonly [Type in DeployEvent['type']]?: (event: EventOf<Type>) => Change } = {
  'phase-started': ({ phase }) => ({ key: phase, text: phaseTexts[phase] }),
  'phase-finished': ({ phase }) => ({ key: phase }),
  'lease-awaited': () => ({ key: leaseKey, text: 'waiting until that deploy is done' }),
  'build-started': ({ units }) => ({ key: 'build', text: `building ${units.join(', ')}` }),
  'build-finished': () => ({ key: 'build' }),
  'image-started': ({ unit, builder }) => ({ key: `image ${unit}`, text: `image of ${unit}: ${builder}` }),
  'image-published': ({ unit }) => ({ key: `image ${unit}` }),
  'rollout-started': ({ object }) => ({ key: object, text: `${object}: started` }),
  'rollout-progressed': ({ object, status }) => ({ key: object, text: `${object}: ${status.message}` }),
  'rollout-finished': ({ object }) => ({ key: object }),
  'rollout-failed': ({ object }) => ({ key: object }),
  'gate-started': ({ unit, gate }) => ({ key: `gate ${unit}`, text: `gate of ${unit}: ${gate}` }),
  'gate-finished': ({ unit }) => ({ key: `gate ${unit}` }),
  'gate-failed': ({ unit }) => ({ key: `gate ${unit}` }),
};

function changeOf(event: DeployEvent): Change | undefined {
  const change = changes[event.type] as ((event: DeployEvent) => Change) | undefined;
  return change?.(event);
}

const phaseTexts = {
  images: 'getting images ready',
  manifest: 'rendering the chart',
  plan: 'comparing with the cluster',
  apply: 'applying',
  rollout: 'waiting until ready',
  ledger: 'writing down what runs',
} as const;
