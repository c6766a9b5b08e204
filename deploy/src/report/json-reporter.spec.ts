import { describe, expect, it } from '@jest/globals';
import { createJsonReporter } from './json-reporter.ts';

describe('the JSON reporter', () => {
  it('writes each event as one line, as it is, below the version of them all', () => {
    const written: string[] = [];
    const { report } = createJsonReporter((text) => written.push(text));
    report({ type: 'note', message: 'two\nlines' });
    report({ type: 'phase-started', phase: 'plan' });
    expect(written).toEqual([
      '{"type":"stream-started","version":1}\n',
      '{"type":"note","message":"two\\nlines"}\n',
      '{"type":"phase-started","phase":"plan"}\n',
    ]);
  });
});
