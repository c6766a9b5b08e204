import type { CommandEntry } from '../command.ts';
import { describeDiagnosis } from '../report/describe-diagnosis.ts';
import type { CommandContext } from '../run-command.ts';
import type { EnvironmentSession } from '../session.ts';

export const diagnoseCommand: CommandEntry = {
  summary: 'say why what runs is not healthy: per unit the gravest cause, what shows it, what to do',
  details: `Judges what runs as a rollout does: by the pods of the newest revision, their logs and probes, the scheduler, and what
the cluster refuses. Ends with 0 when everything is healthy, else with the exit code that a deploy with the gravest of
the causes would end with (40 to 45).`,
  examples: ['todo-deploy diagnose', 'todo-deploy diagnose backend', 'todo-deploy diagnose --json'],
  operands: [{ name: 'UNIT', description: 'only this unit (default: all)' }],
  options: [],
  scope: 'environment',
  run,
};

async function run({
  session,
  options,
  signal,
  style,
  print,
}: CommandContext<EnvironmentSession>): Promise<number> {
  const { exitCodeOf, readDiagnosis } = await import('../read-diagnosis.ts');
  const { environment, connection } = session;
  const request = { environment, connection, only: options.operands };
  const diagnosis = await readDiagnosis(request, { signal });
  print({ text: describeDiagnosis(diagnosis, style), json: { type: 'diagnosis', ...diagnosis } });
  return exitCodeOf(diagnosis);
}
