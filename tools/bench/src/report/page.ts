import { sectionMarkdown } from './section-markdown.ts';
import { markdownTable } from './markdown-table.ts';
import type { Section } from './section.ts';

export interface PageFacts {
  readonly title: string;
  /** Goes on after `Measured on … by …`. */
  readonly note: string;
  readonly date: Date;
  /** The command that makes the page anew. */
  readonly command: string;
  /** What the machine is, and which versions were measured: pairs of name and value. */
  readonly machine: readonly (readonly [name: string, value: string])[];
}

/** The whole page of results. */
export function page(sections: readonly Section[], facts: PageFacts): string {
  const { title, note, date, command, machine } = facts;
  const bars = sections.flatMap((section) => section.bars.map((bar) => ({ section, ...bar })));
  const met = bars.filter(({ isMet }) => isMet).length;
  const missed = bars
    .filter(({ isMet }) => !isMet)
    .map(({ section, claim, measured }) => `- Missed: ${section.title}: ${claim} (${measured})`);
  return `${[
    `# ${title}`,
    `Measured on ${date.toISOString().slice(0, 10)} by \`${command}\`${note}`,
    markdownTable([['', ''], ...machine]),
    [`${met} of ${bars.length} bars are met.`, ...(missed.length > 0 ? ['', ...missed] : [])].join('\n'),
    ...sections.map(sectionMarkdown),
  ].join('\n\n')}\n`;
}
