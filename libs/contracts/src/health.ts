import { z } from 'zod';

/** Answer of `GET /health`: the process lives, whatever the database does. */
export const Health = z.object({ status: z.literal('ok') });
export type Health = z.infer<typeof Health>;

/** Answer of `GET /ready` with status 200; when not ready, it is an ErrorBody with status 503. */
export const Ready = z.object({ status: z.literal('ready'), schema_version: z.int() });
export type Ready = z.infer<typeof Ready>;
