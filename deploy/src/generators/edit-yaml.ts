import { isCollection, isMap, isNode, isPair, parseDocument, stringify } from 'yaml';

/** The text with a key set at its top level; comments stay. */
export function setKey(text: string, key: string, value: unknown): string {
  const document = parseDocument(text);
  document.set(key, value);
  return document.toString({ lineWidth: 0 });
}

/**
 * The text with lines for one more entry in a mapping at its top level, and every other line as it was. One that has the
 * entry already is given back as it is.
 */
export function addEntry(text: string, [mapping, key]: readonly [string, string], value: unknown): string {
  const document = parseDocument(text);
  if (document.hasIn([mapping, key])) return text;
  const found: unknown = document.get(mapping);
  const lines = stringify({ [key]: value });
  if (!isMap(found) || !found.range) return setKey(text, mapping, { [key]: value });
  const [start, end] = found.range;
  if (found.items.length === 0)
    return `${text.slice(0, start).trimEnd()}\n${indent(lines, 2)}${afterLine(text, end)}`;
  if (found.flow) return setKey(text, mapping, { ...(found.toJSON() as object), [key]: value });
  const column = start - (text.lastIndexOf('\n', start) + 1);
  const rest = afterLine(text, endOf(found));
  const before = text.slice(0, text.length - rest.length).replace(/\n?$/, '\n');
  return before + indent(lines, column) + rest;
}

/** Where the last value of a node ends; comments behind it belong to what follows. */
function endOf(node: unknown): number {
  if (isCollection(node) && !node.flow) {
    const last = node.items.at(-1);
    return endOf(isPair(last) ? last.value : last);
  }
  return (isNode(node) ? node.range?.[1] : undefined) ?? 0;
}

/** What follows the line that a position is on. */
function afterLine(text: string, position: number): string {
  const end = text.indexOf('\n', Math.max(position - 1, 0));
  return end < 0 ? '' : text.slice(end + 1);
}

function indent(lines: string, columns: number): string {
  return lines.replace(/^(?=.)/gm, ' '.repeat(columns));
}
