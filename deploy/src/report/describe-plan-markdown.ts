import type { ImageChange, ObjectChange, Plan, UnitPlan } from '../plan/plan.ts';
import { describeInputs } from './describe-inputs.ts';
import { fitSections, type Section } from './fit-sections.ts';
import { count, formatDigest } from './format.ts';
import { code, markdownLengthMax, tableSection, words } from './markdown.ts';

/**
 * Lays a plan out for a pull request: a row per unit with what changed of it, then the objects that change, then their fields, folded.
 *
 * @returns Markdown of at most `markdownLengthMax` characters, which names what had to be left out
 */
export function describePlanMarkdown({ environment, namespace, units }: Plan): string {
  const changes = units.flatMap(changesOf);
  const restarts = changes.filter(({ restartsPods }) => restartsPods).length;
  const total =
    changes.length === 0
      ? 'nothing to change'
      : `${count(changes.length, 'object')} to change, ${count(restarts, 'workload')} to restart`;
  const head = [`## Plan of ${code(environment)}: ${total}`, '', `Namespace ${code(namespace)}.`];
  const title: Section = { what: 'title', head, rows: [], tail: [] };
  const sections = [unitsSection(units), objectsSection(changes), fieldsSection(changes)];
  return fitSections([title, ...sections.filter(({ rows }) => rows.length > 0)], markdownLengthMax);
}

function changesOf({ changes }: UnitPlan): readonly ObjectChange[] {
  return changes.filter(({ action }) => action !== 'unchanged');
}

function unitsSection(units: readonly UnitPlan[]): Section {
  return tableSection({
    what: 'units',
    titles: ['unit', 'changed', 'image', 'objects', 'pods'],
    rows: units.map((unit) => [
      code(unit.unit),
      inputsCell(unit),
      imageCell(unit.image),
      objectsCell(unit),
      podsCell(unit),
    ]),
  });
}

function inputsCell({ inputs = [] }: UnitPlan): string {
  return describeInputs(inputs)
    .map(({ label, text }) => `${label} ${code(text)}`)
    .join('<br>');
}

function imageCell(image: ImageChange | undefined): string {
  if (!image) return '';
  const { from, to } = image;
  if (from !== undefined && from === to) return code(formatDigest(from));
  return `${from ? code(formatDigest(from)) : 'none'} → ${to ? code(formatDigest(to)) : 'to be built'}`;
}

/** `1 update, 2 create, 4 unchanged`. */
function objectsCell({ changes }: UnitPlan): string {
  const actions = ['create', 'adopt', 'update', 'replace', 'delete', 'unchanged'] as const;
  return actions
    .map((action) => ({ action, number: changes.filter((change) => change.action === action).length }))
    .filter(({ number }) => number > 0)
    .map(({ action, number }) => `${number} ${action}`)
    .join(', ');
}

function podsCell(unit: UnitPlan): string {
  const restarting = changesOf(unit).filter(({ restartsPods }) => restartsPods);
  return restarting.length > 0 ? `restart of ${count(restarting.length, 'workload')}` : '';
}

function objectsSection(changes: readonly ObjectChange[]): Section {
  return tableSection({
    what: 'objects',
    titles: ['object', 'change', 'why', 'pods'],
    rows: changes.map(({ object, action, why, restartsPods }) => [
      code(object),
      action,
      words(why),
      restartsPods ? 'restart' : '',
    ]),
  });
}

function fieldsSection(changes: readonly ObjectChange[]): Section {
  const rows = changes.flatMap(({ object, fields }) =>
    fields.map(({ path, from, to }) => [
      code(object),
      code(path),
      from === undefined ? 'new' : code(from),
      to === undefined ? 'goes away' : code(to),
    ]),
  );
  const table = tableSection({ what: 'fields', titles: ['object', 'field', 'from', 'to'], rows });
  const summary = `<details><summary>${count(rows.length, 'field')} to change</summary>`;
  return { ...table, head: ['', summary, ...table.head], tail: ['', '</details>'] };
}
