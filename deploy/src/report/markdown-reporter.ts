import { describeReport } from './describe-report.ts';
import type { DeployEvent } from './events.ts';
import type { Reporter } from './reporter.ts';

const keptOutput = 50;

/**
 * Writes the Markdown of a deploy once, when it ends; of a command that deploys nothing, when it fails.
 *
 * @param write takes the whole text
 */
export function createMarkdownReporter(write: (markdown: string) => void): Reporter {
  const kept: DeployEvent[] = [];
  let output: DeployEvent[] = [];
  return {
    report(event) {
      if (event.type === 'output') output = [...output.slice(1 - keptOutput), event];
      else if (event.type !== 'rollout-progressed') kept.push(event);
      if (event.type === 'deploy-finished' || event.type === 'deploy-failed')
        write(describeReport([...kept, ...output], event));
    },
    close: () => undefined,
  };
}
