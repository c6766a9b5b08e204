import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseTools } from '../operations/tools.ts';
import { convertSchema } from '../../test/kubectl-ai/convert-schema.ts';
import { describeTool } from './server.ts';

const all = chooseTools({ allowWrite: true, hasWorkspace: true }).tools;

describe('the tools', () => {
  it('are those that read, unless writing is allowed', () => {
    const { tools, forbidden } = chooseTools({ allowWrite: false, hasWorkspace: true });
    expect(tools.every(({ effect }) => effect === 'read')).toBe(true);
    expect(forbidden.map(({ name }) => name)).toEqual(['deploy', 'scale', 'rollback']);
  });

  it('are those that operations.md lists', () => {
    const page = readFileSync(join(import.meta.dirname, '../../operations.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| [^|]* \| ([^|]*)\|$/gm)];
    const listed = rows.map(([, name = '', given = '']) => [
      name,
      [...given.matchAll(/`(\w+)`/g)].map(([, argument = '']) => argument).toSorted(),
    ]);
    const known = all.map(({ name, input }) => [name, Object.keys(input.shape).toSorted()]);
    expect(listed).toEqual(known);
  });

  it('leave out what needs a workspace where there is none', () => {
    const names = chooseTools({ allowWrite: false, hasWorkspace: false }).tools.map(({ name }) => name);
    expect(names).not.toContain('explain');
    expect(names).toContain('plan');
  });

  it.each(all.map((tool) => [tool.name, tool] as const))(
    '%s says what it does by its annotations',
    (_, tool) => {
      const { annotations } = describeTool(tool);
      const isWrite = ['deploy', 'scale', 'rollback'].includes(tool.name);
      expect(annotations).toMatchObject({ readOnlyHint: !isWrite, destructiveHint: isWrite });
    },
  );

  it.each(all.map((tool) => [tool.name, tool] as const))(
    '%s has a schema that kubectl-ai can convert',
    (_, tool) => {
      const { inputSchema } = describeTool(tool);
      expect(() => convertSchema(inputSchema)).not.toThrow();
      const converted = convertSchema(inputSchema);
      const typed = Object.values(converted.properties ?? {}).map(({ type }) => type);
      expect(typed).not.toContain('object');
      expect(Object.keys(converted.properties ?? {})).toEqual(Object.keys(tool.input.shape));
    },
  );

  it.each(all.filter(({ effect }) => effect === 'write').map(({ name, input }) => [name, input] as const))(
    '%s needs the hash of a plan',
    (_, input) => {
      expect(input.safeParse({ unit: 'backend', replicas: 2 }).success).toBe(false);
      expect(input.safeParse({ unit: 'backend', replicas: 2, planHash: '0123456789abcdef' }).success).toBe(
        true,
      );
    },
  );
});
