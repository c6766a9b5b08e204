import type { EventOf } from './describe-event.ts';
import type { DeployEvent } from './events.ts';
import { count } from './format.ts';
import type { Reporter } from './reporter.ts';

/**
 * Writes how a deploy ended as annotations of a GitHub workflow: an error for each failure, a warning when it was cancelled,
 * a notice when something was deployed.
 *
 * @param write takes whole lines of standard output, as they are
 */
export function createGithubReporter(write: (text: string) => void): Reporter {
  const failed: Failed[] = [];
  let environment = '';
  const annotate = (annotation: Annotation) => write(`${formatAnnotation(annotation)}\n`);
  return {
    report(event) {
      if (event.type === 'deploy-started') environment = event.environment;
      if (event.type === 'rollout-failed' || event.type === 'gate-failed') failed.push(event);
      annotationsOf(event, { failed, environment }).forEach(annotate);
    },
    close: () => undefined,
  };
}

type Failed = EventOf<'rollout-failed' | 'gate-failed'>;

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly title: string;
  readonly text: string;
}

function annotationsOf(
  event: DeployEvent,
  { failed, environment }: { failed: readonly Failed[]; environment: string },
): readonly Annotation[] {
  if (event.type === 'deploy-failed') {
    // The error that ends a deploy is that of one unit; others may have failed beside it.
    const others = failed.map(unitFailure).filter(({ text }) => !text.startsWith(subjectOf(event)));
    return [failure(event), ...others];
  }
  if (event.type !== 'deploy-finished' || event.outcome !== 'deployed') return [];
  const units = event.units.filter(({ objects }) => objects.changed > 0);
  const text = units.map(({ unit, objects }) => `${unit}: ${count(objects.changed, 'object')}`).join('; ');
  return [{ level: 'notice', title: `Deployed ${environment}`, text }];
}

function failure({ code, message, hint }: EventOf<'deploy-failed'>): Annotation {
  const level = code === 'DEPLOY_CANCELLED' ? 'warning' : 'error';
  return { level, title: code, text: `${message}\nNext: ${hint}` };
}

function unitFailure(event: Failed): Annotation {
  if (event.type === 'gate-failed')
    return { level: 'error', title: event.gate, text: `Unit ${event.unit}: ${event.detail}` };
  const { object, status } = event;
  return { level: 'error', title: status.reason, text: `${object}: ${status.message}` };
}

/** What an error is about, with which its message begins: `Deployment/todo/backend: `. */
function subjectOf({ message }: EventOf<'deploy-failed'>): string {
  return `${message.split(': ', 1)[0]}: `;
}

function formatAnnotation({ level, title, text }: Annotation): string {
  const property = escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${property}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * Makes sure that a runner of GitHub takes no line for one of its commands, whatever a log or a build wrote there.
 *
 * @param text lines for people
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\n]*)::/gm, '$1\u200b::').replaceAll('##[', '##\u200b[');
}

/** The same for lines of JSON, whose values stay what they are. */
export function withoutCommandsInJson(json: string): string {
  return json.replaceAll('##[', '##\\u005b');
}
