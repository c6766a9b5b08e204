import type { Ask, Place, Question } from './question.ts';

export const logLines = 20;
const soManyLines = new RegExp(`(?:.*"time":.*\n){${logLines}}`);

/** What is asked while all is well. */
export const soundQuestions: readonly Question[] = [
  {
    text: 'Is everything healthy?',
    fact: 'backend and frontend are ready',
    ours: { take: (ask) => ask('status'), holds: [/^backend .*\bready/m, /^frontend .*\bready/m] },
    theirs: {
      // Pods alone do not tell whether there are as many as there should be.
      async take(ask, { namespace }) {
        await ask('pods_list_in_namespace', { namespace });
        await ask('resources_list', { apiVersion: 'apps/v1', kind: 'Deployment', namespace });
      },
      holds: [/Pod .*-backend-.* 1\/1 /, /Deployment .*-backend .* 1\/1 /, /Deployment .*-frontend .* 1\/1 /],
    },
  },
  {
    text: 'Does it ask for too much or too little?',
    fact: 'what each of the three workloads asks for and uses',
    ours: {
      take: (ask) => ask('resources'),
      holds: ['backend', 'frontend', 'postgresql'].map(
        (name) => new RegExp(`\\b${name} .* \\d+m/\\d+m/.* \\d+Mi/\\d+Mi/`),
      ),
    },
    theirs: {
      async take(ask, { namespace, release }) {
        const get = (kind: string, name: string) =>
          ask('resources_get', { apiVersion: 'apps/v1', kind, name: `${release}-${name}`, namespace });
        await get('Deployment', 'backend');
        await get('Deployment', 'frontend');
        await get('StatefulSet', 'postgresql');
        await ask('pods_top', { all_namespaces: false, namespace });
      },
      holds: [
        /(?:requests:\n.*cpu: \d+m[^]*?){3}/,
        ...['backend', 'frontend', 'postgresql'].map((name) => new RegExp(`\\b${name} +\\d+m +\\d+Mi`)),
      ],
    },
  },
  {
    text: 'What did the backend run before, and can I go back?',
    fact: 'the version before, with its image',
    ours: {
      take: (ask) => ask('history', { unit: 'backend' }),
      holds: [/^ +2 .*sha256:.*current/m, /^ +1 .*sha256:/m],
    },
    theirs: {
      take: (ask, { namespace }) =>
        ask('resources_list', {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          labelSelector: component('backend'),
          namespace,
        }),
      holds: [/-backend-\S+ +1 .*@sha256:/, /-backend-\S+ +0 .*@sha256:/],
    },
  },
  {
    text: `Show the last ${logLines} lines of the backend.`,
    fact: `${logLines} lines`,
    ours: { take: (ask) => ask('logs', { unit: 'backend', lines: logLines }), holds: [soManyLines] },
    theirs: {
      async take(ask, { namespace }) {
        const pods = await ask('pods_list_in_namespace', { labelSelector: component('backend'), namespace });
        await ask('pods_log', { name: findPod(pods, '1/1'), namespace, tail: logLines });
      },
      holds: [soManyLines],
    },
  },
];

/** How to learn more of a pod that is not ready, from the generic server. */
export type Follow = (
  ask: Ask,
  pod: Pick<Place, 'namespace'> & { readonly name: string },
) => Promise<unknown>;

/** Warnings about the pod. */
export const readEvents: Follow = (ask, { name, namespace }) =>
  ask('events_list', { fieldSelector: `type=Warning,involvedObject.name=${name}`, namespace });

/** What the container wrote before it ended. */
export const readEndedLog: Follow = (ask, { name, namespace }) =>
  ask('pods_log', { name, namespace, previous: true, tail: logLines });

export interface Cause {
  /** The state, in words. */
  readonly state: string;
  readonly fact: string;
  readonly holds: readonly RegExp[];
  readonly follow: Follow;
}

/** The question for the cause of a state. */
export function causeQuestion({ state, fact, holds, follow }: Cause): Question {
  return {
    text: `Why are the pods failing? (${state})`,
    fact,
    ours: { take: (ask) => ask('diagnose'), holds },
    theirs: {
      async take(ask, { namespace }) {
        const pods = await ask('pods_list_in_namespace', { namespace });
        await follow(ask, { name: findPod(pods, '0/1'), namespace });
      },
      holds,
    },
  };
}

function component(name: string): string {
  return `app.kubernetes.io/component=${name}`;
}

/** The name of the first pod in a table of the generic server that has not ended, and shows so many containers ready. */
function findPod(table: string, ready: string): string {
  return new RegExp(`\\bPod +(\\S+) +${ready} +(?!Completed)`).exec(table)?.[1] ?? 'none';
}
