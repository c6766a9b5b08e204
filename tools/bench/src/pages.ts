import { answers } from './scenarios/answers.ts';
import { deployScenarios } from './scenarios/scenarios.ts';
import type { Scenario } from './scenarios/scenario.ts';

/** A page of results, and the Nx target that makes it. */
export interface Page {
  readonly target: string;
  /** From the root of the workspace. */
  readonly file: string;
  readonly title: string;
  /** Goes on after `Measured on … by …`. */
  readonly note: string;
  /** Names of the facts about the machine that the figures depend on; all when absent. */
  readonly facts?: readonly string[];
  /** What is done, for `--help`. */
  readonly about: string;
  readonly scenarios: readonly Scenario[];
}

/** By the first word of the command line. */
export const pages: Readonly<Record<string, Page>> = {
  deploy: {
    target: 'npx nx run bench:deploy-engine',
    file: 'tools/bench/results/deploy.md',
    title: 'How fast a deploy is',
    note: ", which measures both sides in turn in one run. Ratios are medians of others divided by the first row's. Noise of the machine meets all sides alike; compare ratios, not seconds, between machines.",
    about: `Measures todo-deploy and other programs in turn against the cluster of the connection file, and prints minimum, median
and maximum.`,
    scenarios: deployScenarios,
  },
  answers: {
    target: 'npx nx run bench:answers',
    file: 'tools/bench/results/answers.md',
    title: 'What an AI model reads for an answer',
    note: ', which asks both servers in one run. Nothing is timed: calls and bytes hardly depend on the machine.',
    facts: ['cluster', 'todo-deploy'],
    about: `Asks the tools of todo-deploy, and of a generic server for AI models, the same questions about one environment, and counts
calls and bytes, once each.`,
    scenarios: [answers],
  },
};
