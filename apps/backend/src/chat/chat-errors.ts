import type { ErrorTable } from '@todo/errors';

interface Id {
  readonly id: number;
}
interface Reason {
  readonly reason: string;
}

/** How a turn of a conversation can fail. */
export const chatErrors = {
  CONVERSATION_BUSY: {
    title: 'The conversation is still answering',
    message: ({ id }: Id) =>
      `Conversation ${id}: it is still answering another message, so this one was not taken`,
    hint: () => 'wait for that answer, then send the message again',
    status: 409,
  },
  CONFIRMATION_REQUIRED: {
    title: 'Deleting several tasks needs a yes',
    message: ({ id }: Id) =>
      `Task ${id}: not deleted, since deleting several tasks needs the yes of their owner first`,
    hint: () => 'show the tasks that would be deleted, ask, and delete them after the yes',
    status: 409,
  },
  TOOL_ARGUMENTS_INVALID: {
    title: 'A tool was called wrongly',
    message: ({ tool, reason }: Reason & { readonly tool: string }) =>
      `Tool ${tool}: its arguments are wrong (${reason}), so nothing was done`,
    hint: () => 'call it again with arguments that its schema allows',
    status: 422,
  },
  TOOL_CALLS_SPENT: {
    title: 'A turn has called too many tools',
    message: ({ tool, callsMax }: { readonly tool: string; readonly callsMax: number }) =>
      `Tool ${tool}: this turn has called ${callsMax} tools already, so nothing was done`,
    hint: () => 'say what was done so far, and go on in the next message',
    status: 422,
  },
  MODEL_UNAVAILABLE: {
    title: 'The language model does not answer',
    message: ({ reason }: Reason) =>
      `Assistant: its language model gave no answer (${reason}); what was done before is in the conversation`,
    hint: () =>
      'try again in a minute; if it stays so, check OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL',
    status: 502,
  },
  MODEL_GAVE_UP: {
    title: 'The language model finds no answer',
    message: ({ reason }: Reason) =>
      `Assistant: its language model came to no answer (${reason}); what was done before is in the conversation`,
    hint: () => 'say it in other words, or ask for less in one message',
    status: 502,
  },
  MODEL_TIMED_OUT: {
    title: 'The language model takes too long',
    message: ({ seconds }: { readonly seconds: number }) =>
      `Assistant: it had no answer after ${seconds} s; what was done before is in the conversation`,
    hint: () => 'try again, or ask for less in one message',
    status: 504,
  },
  MODEL_NOT_NAMED: {
    title: 'No language model is named',
    message: (_: { readonly [key: string]: never }) =>
      'OPENAI_MODEL: it is not set, but OPENAI_BASE_URL is, and which models such a server has is not known beforehand',
    hint: () => 'set OPENAI_MODEL to a model that the server has',
    exitCode: 29,
  },
} as const satisfies ErrorTable;
