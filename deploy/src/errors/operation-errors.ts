import type { ErrorTable } from '@todo/errors';

const nothingDone = 'nothing was done';

/** What tools for models and their server can end with. */
export const operationErrors = {
  MODEL_UNREACHABLE: {
    title: 'The model does not answer',
    message: ({ url, reason }: { url: string; reason: string }) => `Model at ${url}: ${reason}`,
    hint: () =>
      'check --model, --model-url and OPENAI_API_KEY, or ask without a model: todo-deploy ask --no-model',
    exitCode: 85,
  },
  MODEL_GAVE_UP: {
    title: 'The model came to no answer',
    message: ({ model, reason }: { model: string; reason: string }) => `Model ${model}: ${reason}`,
    hint: () => 'ask for less at once, or ask without a model: todo-deploy ask --no-model',
    exitCode: 86,
  },
  MODEL_CLIENT_MISSING: {
    title: 'What speaks to models is not installed',
    message: ({ packages }: { packages: readonly string[] }) =>
      `Packages ${packages.join(' and ')}: not installed`,
    hint: ({ packages }: { packages: readonly string[] }) =>
      `npm install --save-dev ${packages.join(' ')}, or ask without a model: todo-deploy ask --no-model`,
    exitCode: 87,
  },
  PLAN_NOT_APPROVED: {
    title: 'No person agreed to the plan',
    message: ({ tool, reason }: { tool: string; reason: string }) =>
      `Tool ${tool}: ${reason}; ${nothingDone}`,
    hint: () =>
      'call plan, and then the tool once with its planHash and the same arguments: the person is asked, and nobody else can agree',
    exitCode: 88,
  },
  TOOL_UNKNOWN: {
    title: 'There is no such tool',
    message: ({ tool, known }: { tool: string; known: readonly string[] }) =>
      `Tool ${tool}: there is none; there are ${known.join(', ')}; ${nothingDone}`,
    hint: () => 'call one of them',
    exitCode: 95,
  },
  TOOL_INPUT_INVALID: {
    title: 'A tool cannot be called with these arguments',
    message: ({ tool, reason }: { tool: string; reason: string }) =>
      `Tool ${tool}: ${reason}; ${nothingDone}`,
    hint: ({ tool }: { tool: string }) => `call ${tool} again with the arguments that its schema names`,
    exitCode: 96,
  },
  TOOL_FORBIDDEN: {
    title: 'A tool that writes was called where only reading is allowed',
    message: ({ tool }: { tool: string }) =>
      `Tool ${tool}: this server only reads, as it was started without --allow-write; ${nothingDone}`,
    hint: ({ tool }: { tool: string }) =>
      `a person can do it: todo-deploy ${tool}, or start the server with --allow-write`,
    exitCode: 97,
  },
  SERVER_ADDRESS_UNUSABLE: {
    title: 'The server cannot listen there',
    message: ({ address, reason }: { address: string; reason: string }) =>
      `Address ${address}: ${reason}; ${nothingDone}`,
    hint: () => 'choose another HOST:PORT, such as --http 127.0.0.1:3000',
    exitCode: 98,
  },
  SERVER_TOKEN_MISSING: {
    title: 'A server that others reach has no token',
    message: ({ address, reason }: { address: string; reason: string }) =>
      `Address ${address}: ${reason}; ${nothingDone}`,
    hint: () => 'put 16 characters or more into TODO_DEPLOY_MCP_TOKEN, such as those of openssl rand -hex 24',
    exitCode: 99,
  },
} as const satisfies ErrorTable;
