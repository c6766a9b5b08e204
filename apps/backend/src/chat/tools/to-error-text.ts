import type { AppError } from '@todo/errors';

/** What a tool that failed answers: one text for the model and the user alike. */
export function toErrorText({ message, hint }: AppError): string {
  return `${message}. Next: ${hint}.`;
}
