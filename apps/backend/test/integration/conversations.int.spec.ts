import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ToolCall } from '@todo/contracts';
import { type PostgresServer, startPostgres } from '@todo/testing';
import type { ConversationRepository } from '../../src/conversations/conversations.repository.ts';
import { createPostgresConversationRepository } from '../../src/conversations/postgres-conversations.repository.ts';
import { users } from '../../src/database/auth-tables.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { migrationsFolder } from '../../src/database/migration-files.ts';

let postgres: PostgresServer;
let database: Database;
let repository: ConversationRepository;
let id: number;

beforeAll(async () => {
  postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const { version } = await migrate({
    url,
    folder: migrationsFolder,
    waitMs: 10_000,
    onProgress: () => undefined,
  });
  database = openDatabase({ url, schemaVersion: version, onChange: () => undefined });
  repository = createPostgresConversationRepository(database);
  const person = (name: string) => ({ id: name, name, email: `${name}@example.com` });
  await database.write(() =>
    database.orm.insert(users).values([person('ada'), person('bob'), person('eve')]),
  );
});
afterAll(async () => {
  await database.close();
  await postgres.close();
});
beforeEach(async () => {
  id = (await repository.create('ada')).id;
});

function say(content: string, after: number | null, toolCalls?: readonly ToolCall[]) {
  return repository.append('ada', id, { role: 'user', content, after, toolCalls });
}

describe('ConversationRepository', () => {
  it('gives messages back as they came, oldest first', async () => {
    const call: ToolCall = {
      name: 'add_task',
      arguments: { title: 'a\0b \ud800 ✓' },
      result: { nested: [1, null, true, 'x'] },
      is_error: false,
    };
    const first = await say('Add a task', null);
    const second = await repository.append('ada', id, {
      role: 'assistant',
      content: 'Added.',
      toolCalls: [call],
      after: first.id,
    });
    expect(await repository.messages('ada', id)).toEqual([first, second]);
    expect(first).toMatchObject({ role: 'user', conversation_id: id, user_id: 'ada', tool_calls: [] });
    expect(second).toMatchObject({ role: 'assistant', tool_calls: [call] });
  });

  it('keeps of a text what PostgreSQL has a form for', async () => {
    expect(await say('a\0b\ud800c', null)).toMatchObject({ content: 'ab\ufffdc' });
  });

  it('stores of several messages at once the one that comes first, and refuses the others', async () => {
    const newest = await say('first', null);
    const attempts = await Promise.allSettled(['a', 'b', 'c', 'd'].map((text) => say(text, newest.id)));
    const refusals = attempts.flatMap((attempt) =>
      attempt.status === 'rejected' ? [attempt.reason as unknown] : [],
    );
    expect(refusals).toHaveLength(3);
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'CONVERSATION_BUSY', status: 409 });
    expect(await repository.messages('ada', id)).toHaveLength(2);
  });

  it('pages messages from the newest back', async () => {
    let after: number | null = null;
    for (const text of ['1', '2', '3', '4', '5']) after = (await say(text, after)).id;
    const newest = await repository.messages('ada', id, { limit: 2 });
    const older = await repository.messages('ada', id, { limit: 2, before: newest[0]?.id });
    expect([older, newest].map((page) => page.map(({ content }) => content))).toEqual([
      ['2', '3'],
      ['4', '5'],
    ]);
  });

  it('lists the conversation that was used last first, page by page', async () => {
    const ids: number[] = [];
    for (let index = 0; index < 4; index += 1) ids.push((await repository.create('bob')).id);
    const [first = 0, second = 0, third = 0, fourth = 0] = ids;
    // Each use is a millisecond later than the one before, so that two of them are later than all that was made above.
    const again = await repository.append('bob', second, { role: 'user', content: 'again', after: null });
    await repository.append('bob', second, { role: 'user', content: 'and again', after: again.id });
    const idsOf = async (page: { limit: number; before?: number }) =>
      (await repository.list('bob', page)).map((conversation) => conversation.id);
    expect(await idsOf({ limit: 10 })).toEqual([second, fourth, third, first]);
    expect(await idsOf({ limit: 2 })).toEqual([second, fourth]);
    expect(await idsOf({ limit: 2, before: fourth })).toEqual([third, first]);
  });

  it('does not tell another user’s conversation from one that is not there', async () => {
    await say('secret', null);
    const refusal = { code: 'CONVERSATION_NOT_FOUND', status: 404 };
    for (const missing of [id, 999_999]) {
      await expect(repository.get('eve', missing)).rejects.toMatchObject(refusal);
      await expect(repository.messages('eve', missing)).rejects.toMatchObject(refusal);
      const message = { role: 'user', content: 'mine now', after: null } as const;
      await expect(repository.append('eve', missing, message)).rejects.toMatchObject(refusal);
    }
    expect(await repository.list('eve')).toEqual([]);
    expect(await repository.list('eve', { before: id })).toEqual([]);
    expect(await repository.messages('ada', id)).toHaveLength(1);
  });
});
