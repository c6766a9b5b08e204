import type { CommandEntry } from '../command.ts';
import { DeployError } from '../errors.ts';
import { createImageProvider } from '../image-provider.ts';
import { describeExplanation } from '../report/describe-explanation.ts';
import type { CommandContext } from '../run-command.ts';
import { toDeployRequest, type Session } from '../session.ts';
import type { Unit } from '../unit.ts';

export const explainCommand: CommandEntry = {
  summary: 'show why a unit would, or would not, be built, applied and restarted',
  details: `Compares what the unit is made from with what it was made from when it was last deployed: files, versions of packages,
base images, settings of its projects, chart and values. Reads the cluster and the registry only.`,
  examples: ['todo-deploy explain backend', 'todo-deploy explain backend --json'],
  operands: [{ name: 'UNIT', description: 'the unit, by the name of its project', isRequired: true }],
  options: ['adopt', 'force-conflicts', 'recreate'],
  run,
};

async function run({ session, options, signal, style, print }: CommandContext): Promise<void> {
  const unit = findUnit(session, options.operands[0] ?? '');
  const [{ deploy }, { readRecord }, { explainUnit }] = await Promise.all([
    import('../deploy.ts'),
    import('../explain/read-record.ts'),
    import('../explain/explain-unit.ts'),
  ]);
  const request = toDeployRequest(session, createImageProvider(session, { signal }));
  const [{ plan }, record] = await Promise.all([
    deploy({ ...request, only: [unit.name], planOnly: true }, { report: () => undefined, signal }),
    readRecord(session, { unit: unit.name, signal }),
  ]);
  const planned = plan.units.find((one) => one.unit === unit.name) ?? { unit: unit.name, changes: [] };
  const explanation = explainUnit({ unit, plan: planned, record });
  print({
    text: describeExplanation(explanation, { style, now: Date.now() }),
    json: { type: 'explanation', ...explanation },
  });
}

function findUnit({ units }: Session, name: string): Unit {
  const unit = units.find((one) => one.name === name);
  if (!unit) throw new DeployError('UNIT_UNKNOWN', { unit: name, known: units.map((one) => one.name) });
  return unit;
}
