import type { Bench } from '../bench.ts';
import { releaseName } from '../contenders/contender.ts';
import { isWaitingFor, type AwaitedState } from './awaited-state.ts';
import { causeQuestion, readEndedLog, readEvents, type Cause } from './questions.ts';
import type { Question } from './question.ts';

/** What one change of the backend's container breaks, and the question for it. */
export interface BrokenState extends AwaitedState {
  /** Fields of the container. */
  readonly container: (bench: Pick<Bench, 'connection' | 'name'>) => object;
  readonly question: Question;
}

const secret = { name: `${releaseName}-auth`, key: 'mail-password' };

export const brokenStates: readonly BrokenState[] = [
  {
    ...question({
      state: 'bad image',
      fact: 'the image, and that it is not to be had',
      holds: [/no-such-image:1/, /not found|is not in its registry/],
      follow: readEvents,
    }),
    container: ({ connection, name }) => ({ image: `${connection.registry}/${name}/no-such-image:1` }),
    state: { pod: (pod) => isWaitingFor(pod, ['ErrImagePull', 'ImagePullBackOff']) },
  },
  {
    ...question({
      state: 'crash',
      fact: 'the line that names the wrong variable',
      holds: [/TODO_LOG_LEVEL is not one of/],
      follow: readEndedLog,
    }),
    container: () => ({ env: [{ name: 'TODO_LOG_LEVEL', value: 'loud' }] }),
    state: { pod: (pod) => isWaitingFor(pod, ['CrashLoopBackOff']) },
  },
  {
    ...question({
      state: 'missing Secret key',
      fact: 'the key and the Secret',
      holds: [new RegExp(secret.key), new RegExp(secret.name)],
      follow: readEvents,
    }),
    container: () => ({ env: [{ name: 'MAIL_PASSWORD', valueFrom: { secretKeyRef: secret } }] }),
    state: { pod: (pod) => isWaitingFor(pod, ['CreateContainerConfigError']) },
  },
  {
    ...question({
      state: 'never-ready probe',
      fact: 'the probe, and the status that it gets',
      holds: [/readiness/i, /\b404\b/],
      follow: readEvents,
    }),
    container: () => ({ readinessProbe: { httpGet: { path: '/absent' } } }),
    state: { eventReason: 'Unhealthy', eventMessage: /^Readiness probe failed.*\b404\b/ },
  },
];

function question(cause: Cause): Pick<BrokenState, 'name' | 'question'> {
  return { name: cause.state, question: causeQuestion(cause) };
}
