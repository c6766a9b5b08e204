import { z } from 'zod';

/** One tool that the assistant invoked, in the order of the turn; a failed one has the error's text as its result. */
export const ToolCall = z.object({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  result: z.unknown(),
  is_error: z.boolean(),
});
export type ToolCall = z.infer<typeof ToolCall>;
