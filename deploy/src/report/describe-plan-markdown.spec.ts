import { describe, expect, it } from '@jest/globals';
import type { FieldChange, Plan } from '../plan/plan.ts';
import { describePlanMarkdown } from './describe-plan-markdown.ts';

const [from, to] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}` as const);

function planWith(fields: readonly FieldChange[]): Plan {
  const update = { action: 'update', why: 'its image changed', fields, restartsPods: true } as const;
  const unchanged = { action: 'unchanged', why: '', fields: [], restartsPods: false } as const;
  return {
    environment: 'staging',
    namespace: 'todo',
    hash: '0123456789abcdef',
    units: [
      {
        unit: 'backend',
        inputs: [
          { kind: 'file', name: 'apps/backend/src/main.ts', change: 'changed' },
          { kind: 'dependency', name: 'pg', change: 'changed', from: '1.0.0', to: '1.0.1' },
        ],
        image: { from, to },
        changes: [
          { object: 'Deployment/todo/backend', ...update },
          { object: 'Service/todo/backend', ...unchanged },
        ],
      },
      { unit: 'frontend', image: { from, to: from }, changes: [{ object: 'Service/todo/f', ...unchanged }] },
      { unit: 'worker', image: {}, changes: [] },
    ],
  };
}

describe('a plan as Markdown', () => {
  it('shows units, images, objects, fields and restarts', () => {
    expect(describePlanMarkdown(planWith([{ path: 'spec.replicas', from: '1', to: '2' }])))
      .toBe(`## Plan of <code>staging</code>: 1 object to change, 1 workload to restart

Namespace <code>todo</code>.

| unit | changed | image | objects | pods |
| --- | --- | --- | --- | --- |
| <code>backend</code> | file <code>apps/backend/src/main.ts</code><br>package <code>pg 1.0.0 → 1.0.1</code> | <code>sha256:aaaaaaaaaaaa</code> → <code>sha256:bbbbbbbbbbbb</code> | 1 update, 1 unchanged | restart of 1 workload |
| <code>frontend</code> |  | <code>sha256:aaaaaaaaaaaa</code> | 1 unchanged |  |
| <code>worker</code> |  | none → to be built |  |  |

| object | change | why | pods |
| --- | --- | --- | --- |
| <code>Deployment/todo/backend</code> | update | its image changed | restart |

<details><summary>1 field to change</summary>

| object | field | from | to |
| --- | --- | --- | --- |
| <code>Deployment/todo/backend</code> | <code>spec.replicas</code> | <code>1</code> | <code>2</code> |

</details>
`);
  });

  it('says when nothing is to change', () => {
    const { units, ...rest } = planWith([]);
    const text = describePlanMarkdown({ ...rest, units: units.slice(1, 2) });
    expect(text).toMatch(/^## Plan of <code>staging<\/code>: nothing to change\n/);
    expect(text).not.toContain('<details>');
  });

  it('tells a field that is new from one that goes away', () => {
    const text = describePlanMarkdown(
      planWith([
        { path: 'data.a', to: 'x' },
        { path: 'data.b', from: 'y' },
      ]),
    );
    expect(text).toContain('<code>data.a</code> | new | <code>x</code> |');
    expect(text).toContain('<code>data.b</code> | <code>y</code> | goes away |');
  });

  it('lets no value out of its cell', () => {
    const hostile = '` | </code></details>\n\n# @everyone ![x](http://host)';
    const text = describePlanMarkdown(planWith([{ path: hostile, from: hostile, to: hostile }]));
    expect(text.split('\n').filter((line) => line.includes('everyone'))).toHaveLength(1);
    expect(text.match(/<\/details>/g)).toHaveLength(1);
    expect(text).not.toContain('![x]');
  });

  it.each([3_000, 100_000])(
    'stays short enough for GitHub with %d fields, and says what it left out',
    (number) => {
      const fields = Array.from({ length: number }, (_each, index) => ({
        path: `data.key${index}`,
        from: 'x'.repeat(500),
        to: 'y'.repeat(500),
      }));
      const text = describePlanMarkdown(planWith(fields));
      expect(text.length).toBeLessThan(65_536);
      expect(text).toContain('| <code>worker</code> |');
      expect(text).toContain('\n</details>\n');
      expect(text).toMatch(new RegExp(`left out \\d+ of ${number} fields\\.\\n$`));
    },
  );
});
