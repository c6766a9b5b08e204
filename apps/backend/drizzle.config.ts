import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate --name WHAT-CHANGED` writes the next migration from the tables in src/database. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/database/*-tables.ts',
  out: './migrations',
});
