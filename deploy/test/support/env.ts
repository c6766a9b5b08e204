import { randomInt } from 'node:crypto';

/** Decides the order of the faults and where each strikes. `TODO_TEST_SEED` repeats a run. */
export const seed = Number(process.env['TODO_TEST_SEED'] ?? randomInt(2 ** 31));
