import { z } from 'zod';

const identifierMax = 2_147_483_647;
const error = 'must be a positive 32-bit integer';

/** An id that the database gives out: a positive 32-bit integer. */
export const Identifier = z.int({ error }).min(1, { error }).max(identifierMax, { error });
