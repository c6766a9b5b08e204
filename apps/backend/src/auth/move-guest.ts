import { eq } from 'drizzle-orm';
import { users } from '../database/auth-tables.ts';
import type { Database } from '../database/database.ts';
import { conversations, messages, tasks } from '../database/todo-tables.ts';

/**
 * Gives all that a guest has to the account that the guest signed up for or in to, and removes the guest. Whatever the
 * guest's other requests add meanwhile is either moved too, or refused: none is confirmed and then lost.
 */
export function moveGuest(database: Database, { guestId, userId }: { guestId: string; userId: string }) {
  return database.write(() =>
    database.orm.transaction(async (transaction) => {
      // New rows of the guest refer to this one and wait for the lock.
      const guest = transaction
        .select({ id: users.id })
        .from(users)
        .where(eq(users.id, guestId))
        .for('update');
      if ((await guest).length === 0) return;
      for (const table of [tasks, conversations, messages]) {
        await transaction.update(table).set({ userId }).where(eq(table.userId, guestId));
      }
      await transaction.delete(users).where(eq(users.id, guestId));
    }),
  );
}
