import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { optionsOf } from './command.ts';
import { commandNames, loadCommand } from './commands/commands.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
const rows = [...readme.matchAll(/^\| `([a-z-]+)(?: [^`]*)?` +\|/gm)].map(([, name]) => name);

describe('the README', () => {
  it('has a row for each command', () => {
    expect(rows).toEqual(expect.arrayContaining([...commandNames]));
  });

  it('shows no command and no option that is not there', async () => {
    const entries = await Promise.all(
      commandNames.map(async (name) => [name, await loadCommand(name)] as const),
    );
    const options = new Map(entries.map(([name, entry]) => [name as string, optionsOf(entry).map(String)]));
    const shown = [...readme.matchAll(/npx todo-deploy ([a-z-]+)([^\n#`&|]*)/g)];
    expect(shown.length).toBeGreaterThan(5);
    for (const [line, name = '', words = ''] of shown) {
      const named = [...words.matchAll(/ --([a-z-]+)/g)].map(([, option]) => option);
      expect({ line, unknown: named.filter((option) => !options.get(name)?.includes(`${option}`)) }).toEqual({
        line,
        unknown: [],
      });
    }
  });
});
