import * as z from 'zod';
import { strictObject } from '../strict-object.ts';
import { timeSchema } from '../option-schemas.ts';

/**
 * What must hold, beside its objects being ready, before a unit counts as ready: an address answers, a program ends well,
 * or the chart's own tests pass.
 */
const text = z.string({ error: 'is missing or no text' }).min(1, 'is empty');
const timeout = timeSchema.optional();

const httpGate = strictObject({
  kind: z.literal('http'),
  /** Asked as it is: redirects are answers, not followed. */
  url: text,
  status: z
    .int({ error: 'is no whole number' })
    .min(100, 'is no HTTP status')
    .max(599, 'is no HTTP status')
    .default(200),
  /** What the answer's body must hold. */
  text: text.optional(),
  timeout,
});

const commandGate = strictObject({
  kind: z.literal('command'),
  /** Program and arguments; no shell reads them. */
  run: z.array(text, { error: 'is missing or no list' }).min(1, 'is empty'),
  /** Names of the variables that it is given of those around it, beside the few that every program needs. */
  env: z.array(text, { error: 'is no list' }).default([]),
  timeout,
});

const testGate = strictObject({
  kind: z.literal('test'),
  /** Component label of the chart's test objects; the unit's own when absent. */
  component: text.optional(),
  timeout,
});

export const gateSchema = z.discriminatedUnion('kind', [httpGate, commandGate, testGate], {
  error: ({ code }) => (code === 'invalid_union' ? 'is none of http, command, test' : 'is no mapping'),
});

export type Gate = z.output<typeof gateSchema>;
