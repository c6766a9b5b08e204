import type { Section } from './fit-sections.ts';
import { shorten } from './format.ts';

/**
 * Markdown that holds whatever a cluster, a build or a person wrote, and still means only what is said here: no value ends
 * a table or a block, becomes a link, a picture or HTML, or mentions anybody. Values stand in `<code>` and `<pre>`, where
 * GitHub looks for no mentions; each character that Markdown would read is written as a number.
 */

/** GitHub refuses a comment of more than 65,536 characters. */
export const markdownLengthMax = 65_000;

/** A value within a line or a cell of a table. */
export function code(value: string): string {
  return value === '' ? '' : `<code>${asNumbers(visible(shorten(value)).replaceAll('\n', ' ⏎ '))}</code>`;
}

/** Words within a line or a cell of a table, which may quote values. */
export function words(value: string, lengthMax = 1_000): string {
  const text = visible(shorten(value, lengthMax)).replaceAll('\n', ' ');
  // After a character of no width GitHub reads no mention, no number of an issue, no address and no emoji.
  return asNumbers(text.replace(/[@#:](?=[^\s:])/g, '$&\u200b'));
}

/** A line between `<pre>` and `</pre>`, such as one of a log. */
export function preLine(line: string): string {
  return visible(shorten(line)).replaceAll('\n', ' ').replace(/[&<>]/g, asNumber);
}

/** @param rows cells of Markdown, one line each */
export function tableSection(table: {
  readonly what: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): Section {
  const { what, titles, rows } = table;
  return { what, head: ['', row(titles), row(titles.map(() => '---'))], rows: rows.map(row), tail: [] };
}

/** @param cells Markdown, one line each */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Without what a reader does not see, or sees somewhere else than it is. */
function visible(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')
    .replaceAll('\t', '  ')
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd');
}

/** An underscore within a word is one; all others may begin or end an emphasis. */
function asNumbers(text: string): string {
  return text.replace(/[&<>`|*~[\\$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, asNumber);
}

function asNumber(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
