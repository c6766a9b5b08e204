import { describe, expect, it } from '@jest/globals';
import { coreApi, namespace } from './support/environment.ts';
import { Person } from './support/person.ts';

const outageMsMax = 300_000;

interface Attempt {
  readonly title: string;
  readonly status: number;
  readonly code: string | undefined;
}

/** Adds tasks one after another until the API has refused some and then accepted some again. */
async function addThroughOutage(person: Person): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = [];
  const deadline = Date.now() + outageMsMax;
  for (let acceptedAfter = 0; acceptedAfter < 20 && Date.now() < deadline;) {
    const title = `task ${attempts.length}`;
    const { status, body } = await person.send<{ error?: { code: string } }>('POST', `${person.id}/tasks`, {
      title,
    });
    attempts.push({ title, status, code: body.error?.code });
    const wasDown = attempts.some((attempt) => attempt.status === 503);
    if (wasDown && status < 300) acceptedAfter++;
  }
  return attempts;
}

describe('while the database restarts', () => {
  it('the API says 503 with a clear body, recovers by itself, and loses nothing that it confirmed', async () => {
    const person = await Person.signUp('dora');
    const labelSelector = 'app.kubernetes.io/component=postgresql';
    const [pod] = (await coreApi().listNamespacedPod({ namespace, labelSelector })).items;
    await coreApi().deleteNamespacedPod({
      namespace,
      name: pod?.metadata?.name ?? '',
      gracePeriodSeconds: 5,
    });

    const attempts = await addThroughOutage(person);

    const refused = attempts.filter(({ status }) => status >= 300);
    expect(refused.length).toBeGreaterThan(0);
    expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(
      new Set(['503 DATABASE_UNAVAILABLE']),
    );
    expect(attempts.at(-1)?.status).toBe(201);
    const confirmed = attempts.filter(({ status }) => status === 201).map(({ title }) => title);
    const stored = (await person.tasks()).map(({ title }) => title);
    expect(stored).toEqual(expect.arrayContaining(confirmed));
  });
});
