import { styleText } from 'node:util';

export type Tone = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta' | 'blue';

/** Gives text the look of a tone, or leaves it as it is. */
export type Style = (tone: Tone, text: string) => string;

/** Leaves every text as it is. */
export const plain: Style = (_tone, text) => text;

/** @param isColored whether the reader shows ANSI colours */
export function createStyle(isColored: boolean): Style {
  return isColored ? (tone, text) => styleText(tone, text, { validateStream: false }) : plain;
}
