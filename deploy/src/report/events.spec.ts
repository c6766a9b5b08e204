import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const page = readFileSync(join(import.meta.dirname, '../../events.md'), 'utf8');
const file = join(import.meta.dirname, 'events.ts');
const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);

/** What events.md should have below each heading, out of the types: `unit`, `digest?`, or the values of a union. */
function declared(): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement)) found[statement.name.text] = fieldsOf(statement.members);
    if (!ts.isTypeAliasDeclaration(statement) || !ts.isUnionTypeNode(statement.type)) continue;
    const members = statement.type.types;
    const literals = members.flatMap((member) => literalOf(member) ?? []);
    if (literals.length > 0) found[statement.name.text] = literals;
    else for (const member of members) Object.assign(found, eventOf(member));
  }
  return found;
}

function eventOf(member: ts.TypeNode): Record<string, readonly string[]> {
  if (!ts.isTypeLiteralNode(member)) throw new Error('a member of DeployEvent that is not written out');
  const type = member.members.find(isTypeField)?.type;
  const name = type && literalOf(type);
  if (name === undefined) throw new Error('a member of DeployEvent without a type');
  return { [name]: fieldsOf(member.members).filter((field) => field !== 'type') };
}

function isTypeField(member: ts.TypeElement): member is ts.PropertySignature {
  return ts.isPropertySignature(member) && member.name.getText(source) === 'type';
}

function literalOf(type: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : undefined;
}

function fieldsOf(members: ts.NodeArray<ts.TypeElement>): readonly string[] {
  return members.map((member) => `${member.name?.getText(source)}${member.questionToken ? '?' : ''}`);
}

/** The same, out of the page. */
function documented(): Record<string, readonly string[]> {
  const sections = page.split(/^### /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const bullets = section.matchAll(/^- `([\w-]+)`( \(optional\))?: /gm);
      const fields = [...bullets].map(([, name = '', optional]) => `${name}${optional ? '?' : ''}`);
      return [/`([\w-]+)`/.exec(section)?.[1] ?? section, fields];
    }),
  );
}

describe('events.md', () => {
  it('has a heading for each event and type, with each of its fields', () => {
    expect(documented()).toEqual(declared());
  });

  it('shows lines that are events', () => {
    const lines = [...page.matchAll(/^\{"type":"([\w-]+)"(.*)\}$/gm)];
    expect(lines.length).toBeGreaterThan(3);
    for (const [line, type = ''] of lines) {
      const { type: _type, ...fields } = JSON.parse(line) as Record<string, unknown>;
      expect([type, Object.keys(fields)]).toEqual([type, declared()[type]]);
    }
  });
});
