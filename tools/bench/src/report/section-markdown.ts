import { summarize } from '../measure/statistics.ts';
import { formatQuantity } from './format-quantity.ts';
import { markdownTable } from './markdown-table.ts';
import type { CellTable, Row, Section, Table } from './section.ts';

/** One scenario's part of the page, laid out as prettier would. */
export function sectionMarkdown({ title, method, tables, bars, missing }: Section): string {
  return [
    `## ${title}`,
    method,
    ...tables.flatMap((table) => [`${table.caption}:`, tableMarkdown(table)]),
    ...(bars.length > 0 ? [markdownTable([['bar', 'measured', ''], ...bars.map(barCells)])] : []),
    ...(missing.length > 0 ? [missing.map((each) => `- Not measured: ${each}`).join('\n')] : []),
  ].join('\n\n');
}

function barCells({ claim, measured, isMet }: Section['bars'][number]): readonly string[] {
  return [claim, measured, isMet ? 'met' : '**missed**'];
}

function tableMarkdown(table: Table | CellTable): string {
  if ('cells' in table) return markdownTable(table.cells);
  const { unit, rows } = table;
  const facts = [...new Set(rows.flatMap((row) => Object.keys(row.facts ?? {})))];
  const [first] = rows;
  const cells = (row: Row) => {
    const { runs, min, median, max } = summarize(row.samples);
    const ratio = first && first !== row ? `× ${formatRatio(median / summarize(first.samples).median)}` : '';
    const figures = [min, median, max].map((value) => formatQuantity(value, unit));
    return [row.name, ...figures, ratio, String(runs), ...facts.map((fact) => row.facts?.[fact] ?? '')];
  };
  return markdownTable([['', 'min', 'median', 'max', 'ratio', 'runs', ...facts], ...rows.map(cells)]);
}

function formatRatio(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}
