import * as z from 'zod';
import { flag, name, text, unique, webAddressSchema } from './option-schemas.ts';

/** Options of the commands that AI tools and people without a workspace come by: see options.ts. */
export const operationOptions = {
  namespace: {
    type: 'string',
    value: 'NAME',
    description: 'where there is no workspace: the namespace of the environment; needs --release too',
    schema: name.optional(),
  },
  release: {
    type: 'string',
    value: 'NAME',
    description: 'the name that its release has there',
    schema: name.optional(),
  },
  http: {
    type: 'string',
    value: 'HOST:PORT',
    description: 'serve over HTTP there, instead of standard input and output',
    schema: text.optional(),
  },
  'allowed-host': {
    type: 'string',
    value: 'NAME',
    multiple: true,
    description:
      'a name by which clients reach it, besides those of this machine; may be given several times',
    schema: z.array(text).default([]).transform(unique),
  },
  'allow-write': {
    type: 'boolean',
    description: 'offer the tools that write too: deploy, scale, rollback',
    schema: flag,
  },
  model: {
    type: 'string',
    value: 'NAME',
    description: 'the language model that answers (default: OPENAI_MODEL)',
    schema: text.optional(),
  },
  'model-url': {
    type: 'string',
    value: 'URL',
    description:
      "where it is asked, by an API like OpenAI's chat completions: http://localhost:11434/v1 (default: OPENAI_BASE_URL)",
    schema: webAddressSchema.optional(),
  },
  'no-model': {
    type: 'boolean',
    description: 'answer by rules, also where a key or a URL of a model is set',
    schema: flag,
  },
} as const;
