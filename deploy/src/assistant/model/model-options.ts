import { DeployError } from '../../errors.ts';
import type { Options } from '../../options.ts';

/** Which model is asked, and where. */
export interface ModelOptions {
  /** Absent for what OpenAI itself takes when none is named. */
  readonly name?: string;
  /** Of an API like OpenAI's chat completions, `https://api.openai.com/v1`. */
  readonly url: string;
  readonly key?: string;
}

export interface ModelVariables {
  readonly key?: string | undefined;
  readonly url?: string | undefined;
  readonly name?: string | undefined;
}

const openAiUrl = 'https://api.openai.com/v1';

/**
 * The model that options and environment name, where there is a key or a URL; undefined means rules. A server of one's own
 * needs no key, but its model has to be named.
 *
 * @throws DeployError OPTION_INVALID
 */
export function chooseModel(
  options: Pick<Options, 'model' | 'model-url' | 'no-model'>,
  variables: ModelVariables,
): ModelOptions | undefined {
  const named = {
    key: variables.key,
    url: options['model-url'] ?? variables.url,
    name: options.model ?? variables.name,
  };
  const isWanted = !options['no-model'] && (named.url ?? named.key) !== undefined;
  return isWanted ? completed(named) : undefined;
}

function completed({ key, url, name }: ModelVariables): ModelOptions {
  if (url !== undefined && name === undefined) {
    const reason = 'must be given, or OPENAI_MODEL be set, for a server that is named by its URL';
    throw new DeployError('OPTION_INVALID', { option: '--model', command: 'todo-deploy ask', reason });
  }
  return {
    url: url ?? openAiUrl,
    ...(name !== undefined && { name }),
    ...(key !== undefined && { key }),
  };
}

/** What a model is called in answers and in the record of calls. */
export function labelOf({ name = "OpenAI's default model" }: ModelOptions): string {
  return name.replaceAll(/[^\w .:/'-]/g, '').slice(0, 80);
}
