import { givenVariables, programVariables } from '../env.ts';
import { DeployError } from '../errors.ts';
import { learnSecrets } from '../secrets/learn-secrets.ts';
import type { UnitWork } from '../rollout/unit-work.ts';
import { passCommandGate, type CommandGate } from './command-gate.ts';
import type { Gate } from './gate.ts';
import type { GateFailure, GateLimits } from './gate-failure.ts';
import { passHttpGate } from './http-gate.ts';
import { saveGateEvidence } from './save-gate-evidence.ts';
import { passTestGate } from './test-gate.ts';

/**
 * Passes the gates of a unit whose objects are ready, one after the other.
 *
 * @throws DeployError GATE_FAILED
 */
export async function passGates(work: UnitWork): Promise<void> {
  const { run, unit } = work;
  const { report } = run;
  for (const gate of run.request.environment.gates?.[unit.name] ?? []) {
    const named = { unit: unit.name, gate: describeGate(gate, unit.name) };
    const startedAt = performance.now();
    report({ type: 'gate-started', ...named });
    const failure = await pass(gate, work);
    if (failure) {
      const { detail, evidence } = failure;
      report({ type: 'gate-failed', ...named, detail, evidence });
      const bundle = failure.bundle ?? (await saveGateEvidence(failure, work));
      throw gateError({ ...failure, ...(bundle && { bundle }) }, unit.name);
    }
    const durationMs = Math.round(performance.now() - startedAt);
    report({ type: 'gate-finished', ...named, durationMs });
  }
}

/** `GET http://localhost:8080/health`, `npm run smoke`, `tests of backend`. */
function describeGate(gate: Gate, unit: string): string {
  switch (gate.kind) {
    case 'http':
      return `GET ${gate.url}`;
    case 'command':
      return gate.run.join(' ');
    case 'test':
      return `tests of ${gate.component ?? unit}`;
  }
}

function pass(gate: Gate, work: UnitWork): Promise<GateFailure | undefined> {
  const timeoutMs = gate.timeout ?? work.run.request.environment.timeoutMs;
  const limits = { timeoutMs, deadline: AbortSignal.timeout(timeoutMs), signal: work.signal };
  switch (gate.kind) {
    case 'http':
      return passHttpGate(gate, limits);
    case 'command':
      return runCommand(gate, work, limits);
    case 'test':
      return passTestGate(gate, work, limits);
  }
}

/**
 * The program gets the variables that its gate names, and what is deployed where. Neither those nor the environment's
 * Secrets are shown in what it writes.
 */
async function runCommand(
  gate: CommandGate,
  { run, unit, cluster, signal }: UnitWork,
  limits: GateLimits,
): Promise<GateFailure | undefined> {
  const { environment, connection, workspaceRoot = process.cwd() } = run.request;
  const { name, namespace, release } = environment;
  const { kubeconfig, context } = connection;
  const given = givenVariables(gate.env);
  await learnSecrets(cluster, { namespace, secrets: run.secrets, signal });
  run.secrets.learn([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: unit.name }, stringData: given }]);
  const about = {
    TODO_DEPLOY_ENVIRONMENT: name,
    TODO_DEPLOY_UNIT: unit.name,
    TODO_DEPLOY_NAMESPACE: namespace,
    TODO_DEPLOY_RELEASE: release,
    TODO_DEPLOY_KUBECONFIG: kubeconfig,
    TODO_DEPLOY_CONTEXT: context,
  };
  return passCommandGate(gate, {
    ...limits,
    cwd: workspaceRoot,
    env: { ...programVariables(), ...given, ...about },
    output: (line) => run.report({ type: 'output', source: unit.name, line }),
  });
}

/** Its reason is the gate, and its state what was seen: the unit's objects are ready. */
function gateError({ detail, evidence, advice, bundle }: GateFailure, unit: string): DeployError {
  const state = 'its objects are those of this deploy';
  const object = `Unit ${unit}`;
  return new DeployError('GATE_FAILED', {
    object,
    unit,
    reason: 'GateFailed',
    detail,
    evidence,
    state,
    advice,
    ...(bundle && { bundle }),
  });
}
