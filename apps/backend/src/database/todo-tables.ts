import type { MessageRole, ToolCall } from '@todo/contracts';
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, json, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import { userId } from './auth-tables.ts';

const id = () => integer('id').primaryKey().generatedAlwaysAsIdentity();
const time = (name: string) => timestamp(name, { precision: 3, withTimezone: true }).notNull().defaultNow();

export const tasks = pgTable(
  'tasks',
  {
    id: id(),
    userId: userId(),
    title: text('title').notNull(),
    description: text('description'),
    completed: boolean('completed').notNull().default(false),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  },
  (table) => [
    index('tasks_user_id_index').on(table.userId),
    index('tasks_completed_index').on(table.completed),
  ],
);

export const conversations = pgTable(
  'conversations',
  {
    id: id(),
    userId: userId(),
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
  },
  (table) => [index('conversations_user_id_index').on(table.userId)],
);

export const messages = pgTable(
  'messages',
  {
    id: id(),
    userId: userId(),
    conversationId: integer('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    role: text('role').$type<MessageRole>().notNull(),
    content: text('content').notNull(),
    // json, not jsonb: what a tool was called with may hold characters that jsonb refuses.
    toolCalls: json('tool_calls').$type<readonly ToolCall[]>().notNull().default([]),
    createdAt: time('created_at'),
  },
  (table) => [
    index('messages_user_id_index').on(table.userId),
    index('messages_conversation_id_index').on(table.conversationId),
    check('messages_role_check', sql`${table.role} in ('user', 'assistant')`),
  ],
);
