import type { Bench } from '../bench.ts';
import type { Section } from '../report/section.ts';

export interface Scenario {
  readonly name: string;
  readonly summary: string;
  readonly run: (bench: Bench) => Promise<readonly Section[]>;
}
