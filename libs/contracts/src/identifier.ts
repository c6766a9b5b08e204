import { z } from 'zod';

const identifierMax = 2_147_483_647;

/** An id that the database gives out: a positive 32-bit integer. */
export const Identifier = z.int().min(1).max(identifierMax);
