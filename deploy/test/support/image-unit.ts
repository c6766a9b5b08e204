import type { DeployEvent } from '../../src/report/events.ts';
import type { Unit } from '../../src/unit.ts';

/** A unit whose image is made from `app/Dockerfile` of its workspace. */
export function imageUnit(inputHash: string, { name = 'app', dockerfile = 'Dockerfile' } = {}): Unit {
  const image = { repository: `test/${name}`, dockerfile: `${name}/${dockerfile}`, inputHash };
  return { name, root: name, after: [], image };
}

/** A reporter that keeps what it is told. */
export function recordEvents(): { events: DeployEvent[]; report: (event: DeployEvent) => void } {
  const events: DeployEvent[] = [];
  return { events, report: (event) => void events.push(event) };
}
