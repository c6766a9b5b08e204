import { describeEvent, type EventOf } from './describe-event.ts';
import type { DeployEvent } from './events.ts';
import { fitSections, type Section } from './fit-sections.ts';
import { formatDigest, formatDuration } from './format.ts';
import { code, markdownLengthMax, preLine, tableSection, words } from './markdown.ts';
import { createStyle } from './style.ts';

type End = EventOf<'deploy-finished' | 'deploy-failed'>;

/**
 * The report of a deploy that has ended, as Markdown: how it ended, what it did to each unit and object, how long each part
 * took, and where it failed the cause with what shows it.
 *
 * @param events all that it reported, the last of them its end
 * @returns at most `markdownLengthMax` characters
 */
export function describeReport(events: readonly DeployEvent[], end: End): string {
  const facts: Facts = { events, end };
  const cause = [title(facts), ...evidence(facts), output(facts)];
  const work = [units(facts), objects(facts), gates(facts), notes(facts), phases(facts)];
  const sections = [...cause, ...work].filter((section) => section !== undefined);
  return fitSections(sections, markdownLengthMax);
}

interface Facts {
  readonly events: readonly DeployEvent[];
  readonly end: End;
}

function all<Type extends DeployEvent['type']>({ events }: Facts, type: Type): readonly EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

/** An object is planned again once its namespace is there. */
function planned(facts: Facts): readonly EventOf<'object-planned'>[] {
  return [...new Map(all(facts, 'object-planned').map((event) => [event.object, event])).values()];
}

function title(facts: Facts): Section {
  const { end } = facts;
  const [start] = all(facts, 'deploy-started');
  const environment = start ? code(start.environment) : '';
  const time = formatDuration(end.durationMs);
  const place = start ? `Namespace ${code(start.namespace)}, ${time}.` : `After ${time}.`;
  return { what: 'how it ended', head: [...headline(end, environment), '', place], rows: [], tail: [] };
}

function headline(end: End, environment: string): readonly string[] {
  if (end.type === 'deploy-finished') {
    const outcomes = {
      deployed: `## Deployed ${environment}`,
      'nothing-to-do': `## Nothing to deploy to ${environment}: what runs is what this workspace holds`,
      planned: `## Planned ${environment}`,
    };
    return [outcomes[end.outcome]];
  }
  const what = environment ? `Deploy of ${environment} failed` : 'Failed';
  return [`## ${what}: ${code(end.code)}`, '', words(end.message, 4_000), '', `**Next:** ${words(end.hint)}`];
}

function evidence(facts: Facts): readonly Section[] {
  const rollouts = all(facts, 'rollout-failed').map((event) => ({ ...event, about: event.object }));
  const gates = all(facts, 'gate-failed').map((event) => ({
    ...event,
    about: `${event.unit}, ${event.gate}`,
  }));
  return [...rollouts, ...gates].map((event) => {
    const lines = event.evidence.flatMap((each) => each.split('\n'));
    const about = words(event.about);
    return pre({ what: `lines about ${about}`, summary: `What shows it: ${about}`, lines });
  });
}

/** What a build wrote is the cause when it failed, and noise otherwise. */
function output(facts: Facts): Section | undefined {
  const { end } = facts;
  const lines = all(facts, 'output').map(({ source, line }) => `${source} | ${line}`);
  const isCause = end.type === 'deploy-failed' && end.code.endsWith('BUILD_FAILED');
  if (!isCause || lines.length === 0) return undefined;
  return pre({ what: 'lines of the build', summary: 'The last lines of the build', lines });
}

function pre(text: { what: string; summary: string; lines: readonly string[] }): Section {
  const head = ['', `<details open><summary>${text.summary}</summary>`, '', '<pre>'];
  return { what: text.what, head, rows: text.lines.map(preLine), tail: ['</pre>', '', '</details>'] };
}

function units(facts: Facts): Section | undefined {
  const names = new Set(all(facts, 'deploy-started').flatMap((event) => event.units));
  for (const { unit } of planned(facts)) names.add(unit);
  if (planned(facts).length === 0) return undefined;
  return tableSection({
    what: 'units',
    titles: ['unit', 'image', 'objects', 'pods'],
    rows: [...names].map((unit) => [
      code(unit),
      imageOf(unit, facts),
      objectsOf(unit, facts),
      podsOf(unit, facts),
    ]),
  });
}

function imageOf(unit: string, facts: Facts): string {
  const ofUnit = (event: { readonly unit: string }) => event.unit === unit;
  const change = all(facts, 'image-planned').find(ofUnit);
  const published = all(facts, 'image-published').find(ofUnit);
  const promoted = all(facts, 'image-promoted').find(ofUnit);
  const digest = (published ?? promoted ?? all(facts, 'image-found').find(ofUnit))?.digest;
  const origin = promoted ? `, as it runs from ${words(promoted.from)}` : '';
  const built = published ? `, built in ${formatDuration(published.durationMs)}` : origin;
  if (!change) return digest ? `${code(formatDigest(digest))}${built}` : '';
  const [from, to] = [change.from, change.to].map((each) => each && code(formatDigest(each)));
  return `${from ?? 'none'} → ${to ?? 'to be built'}${built}`;
}

function objectsOf(unit: string, facts: Facts): string {
  const own = planned(facts).filter((event) => event.unit === unit);
  const changes = own.filter(({ action }) => action !== 'unchanged').length;
  const applied = all(facts, 'object-applied').filter((event) => event.unit === unit);
  const written = new Set(applied.map(({ object }) => object)).size;
  const isPartly = facts.end.type === 'deploy-failed' && written < changes;
  const changed = isPartly ? `${written} of ${changes} changed` : `${changes} changed`;
  return `${changed}, ${own.length - changes} unchanged`;
}

function podsOf(unit: string, facts: Facts): string {
  if (all(facts, 'rollout-failed').some((event) => event.unit === unit)) return 'failed';
  const restarting = planned(facts).filter((event) => event.unit === unit && event.restartsPods);
  if (facts.end.type === 'deploy-finished' && facts.end.outcome === 'planned')
    return restarting.length > 0 ? 'would restart' : '';
  const written = new Set(all(facts, 'object-applied').map(({ object }) => object));
  return restarting.some(({ object }) => written.has(object)) ? 'restarted' : '';
}

function objects(facts: Facts): Section | undefined {
  const changes = planned(facts).filter(({ action }) => action !== 'unchanged');
  if (changes.length === 0) return undefined;
  return tableSection({
    what: 'objects',
    titles: ['object', 'change', 'why', 'result'],
    rows: changes.map(({ object, action, why }) => [
      code(object),
      action,
      words(why),
      resultOf(object, facts),
    ]),
  });
}

function resultOf(object: string, facts: Facts): string {
  const ofObject = (event: { readonly object: string }) => event.object === object;
  const failed = all(facts, 'rollout-failed').find(ofObject);
  if (failed) return `failed: ${words(failed.status.reason)}`;
  const ready = all(facts, 'rollout-finished').find(ofObject);
  if (ready) return `ready after ${formatDuration(ready.durationMs)}`;
  const applied = all(facts, 'object-applied').find(ofObject);
  return applied ? `written in ${formatDuration(applied.durationMs)}` : 'not written';
}

function gates(facts: Facts): Section | undefined {
  const passed = all(facts, 'gate-finished').map(({ unit, gate, durationMs }) => [
    code(unit),
    words(gate),
    `passed after ${formatDuration(durationMs)}`,
  ]);
  const failed = all(facts, 'gate-failed').map(({ unit, gate, detail }) => [
    code(unit),
    words(gate),
    `failed: ${words(detail)}`,
  ]);
  const rows = [...passed, ...failed];
  return rows.length === 0
    ? undefined
    : tableSection({ what: 'gates', titles: ['unit', 'gate', 'result'], rows });
}

const noted: readonly DeployEvent['type'][] = [
  'lease-awaited',
  'lease-taken-over',
  'cause-seen',
  'evidence-saved',
  'note',
];

/** What else a person would have read while it ran. */
function notes(facts: Facts): Section | undefined {
  const events = facts.events.filter(({ type }) => noted.includes(type));
  const lines = events.flatMap((event) => describeEvent(event, createStyle(false)) ?? []);
  const rows = lines.map((line) => `- ${words(line.replace(/^(\S+) +/, '$1: '))}`);
  return rows.length === 0 ? undefined : { what: 'notes', head: [''], rows, tail: [] };
}

function phases(facts: Facts): Section | undefined {
  const rows = facts.events.flatMap((event) => {
    if (event.type === 'build-finished')
      return [['build', formatDuration(event.durationMs), words(event.units.join(', '))]];
    if (event.type !== 'phase-finished') return [];
    return [[event.phase, formatDuration(event.durationMs), words(event.summary)]];
  });
  return rows.length === 0
    ? undefined
    : tableSection({ what: 'phases', titles: ['phase', 'took', 'what came of it'], rows });
}
