import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/** What a component gives as text, tags taken out, blanks joined. */
export function textOf(node: ReactNode): string {
  return renderToStaticMarkup(node)
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}
