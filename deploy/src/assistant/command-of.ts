import type { Options } from '../options.ts';
import type { PlanShown } from './approvals.ts';

/** What a command line has to say of where it is. */
export interface CommandPlace {
  readonly question: string;
  readonly options: Pick<
    Options,
    | 'environment'
    | 'namespace'
    | 'release'
    | 'context'
    | 'kubeconfig'
    | 'registry'
    | 'address'
    | 'no-rollback'
  >;
}

type Planned = Pick<PlanShown, 'operation' | 'hash' | 'wish'>;

/**
 * The command line that carries out exactly this plan, for a person to run. Where there is no workspace, it is the question
 * again, with the plan that was agreed to.
 */
export function commandOf(plan: Planned, { question, options }: CommandPlace): string {
  const { environment, namespace, release, context, kubeconfig, registry, address } = options;
  const given = Object.entries({ namespace, release, context, kubeconfig, registry, address });
  const place = [
    ...(environment === 'local' ? [] : ['--environment', environment]),
    ...given.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...(options['no-rollback'] ? ['--no-rollback'] : []),
  ];
  const words = namespace === undefined ? wordsOf(plan) : ['ask', question];
  return ['todo-deploy', ...words, '--plan-hash', plan.hash, ...place].map(quote).join(' ');
}

function wordsOf({ operation, wish }: Planned): readonly string[] {
  const { unit, replicas, revision } = wish;
  const named = unit === undefined ? [] : [unit];
  switch (operation) {
    case 'deploy':
      return ['deploy', ...named.flatMap((name) => ['--unit', name])];
    case 'scale':
      return ['scale', ...named, '--replicas', String(replicas)];
    case 'rollback':
      return ['rollback', ...named, ...(revision === undefined ? [] : ['--to', `${revision}`])];
    default:
      return operation satisfies never;
  }
}

/** As a shell takes it for one word. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
