import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { DeployEvent } from '../../src/report/events.ts';
import { eventsIn } from '../support/events-in.ts';
import { createAppWorkspace, removeAppWorkspace } from './app-workspace.ts';

const name = `nx-test-${randomBytes(4).toString('hex')}`;
const workspace = createAppWorkspace(name);

afterAll(() => removeAppWorkspace(workspace, name));

function unitsOf(events: readonly DeployEvent[], type: 'image-found' | 'image-published'): readonly string[] {
  return events.flatMap((event) => (event.type === type ? [event.unit] : [])).sort();
}

function finish(events: readonly DeployEvent[]) {
  return events.find((event) => event.type === 'deploy-finished');
}

/** Runs one Nx command whose executors write JSON. */
async function nx(...words: string[]): Promise<readonly DeployEvent[]> {
  return eventsIn(await workspace.nx(...words, '--json', '--output-style=static'));
}

describe('nx run-many -t docker-build', () => {
  it('builds and publishes what the registry lacks', async () => {
    const events = await nx('run-many', '-t', 'docker-build');
    expect(unitsOf(events, 'image-published')).toEqual(['api', 'web']);
  });

  it('builds nothing the second time, also without build outputs and with an empty Nx cache', async () => {
    for (const path of ['.nx', 'apps/api/dist', 'apps/web/dist']) workspace.delete(path);
    const events = await nx('run-many', '-t', 'docker-build');
    expect(unitsOf(events, 'image-found')).toEqual(['api', 'web']);
    expect(events.filter(({ type }) => type === 'output')).toEqual([]);
  });

  it('is for the named projects alone', async () => {
    const events = await nx('run', 'web:docker-build');
    expect(unitsOf(events, 'image-found')).toEqual(['web']);
  });
});

describe('nx run-many -t deploy', () => {
  it('deploys the environment once, whatever number of projects is named', async () => {
    const events = await nx('run-many', '-t', 'deploy');
    expect(events.filter(({ type }) => type === 'deploy-started')).toHaveLength(1);
    expect(finish(events)).toMatchObject({ outcome: 'deployed' });
  });

  it('finds nothing to do the second time', async () => {
    expect(finish(await nx('run-many', '-t', 'deploy'))).toMatchObject({ outcome: 'nothing-to-do' });
  });

  it('builds after a change of a comment, and deploys nothing', async () => {
    workspace.write('apps/api/main.txt', '# another comment\nrun api\n');
    const events = await nx('run', 'api:deploy');
    expect(unitsOf(events, 'image-published')).toEqual(['api']);
    expect(finish(events)).toMatchObject({ outcome: 'nothing-to-do' });
  });

  it('deploys a changed unit that the command did not name', async () => {
    workspace.write('apps/api/main.txt', 'run api faster\n');
    const events = await nx('run', 'web:deploy');
    expect(unitsOf(events, 'image-published')).toEqual(['api']);
    const why = '1 object of it to change';
    expect(events).toContainEqual({ type: 'unit-differs', unit: 'api', isDeployed: true, why });
    expect(finish(events)).toMatchObject({
      outcome: 'deployed',
      units: [
        { unit: 'release', objects: { changed: 0 } },
        { unit: 'api', built: true, objects: { changed: 1 } },
        { unit: 'web', built: false, objects: { changed: 0 } },
      ],
    });
  });

  it('leaves with --only-affected what the command did not name, and says that it differs', async () => {
    workspace.write('apps/api/main.txt', 'run api elsewhere\n');
    workspace.write('apps/web/main.txt', '# said\nrun web\n');
    const events = await nx('run-many', '-t', 'deploy', '-p', 'web', '--only-affected');
    expect(unitsOf(events, 'image-published')).toEqual(['web']);
    const why = 'it was made from other inputs';
    expect(events).toContainEqual({ type: 'unit-differs', unit: 'api', isDeployed: false, why });
    expect(finish(events)).toMatchObject({ outcome: 'nothing-to-do', units: [{ unit: 'web' }] });
    expect(finish(await nx('run', 'web:deploy'))).toMatchObject({ outcome: 'deployed' });
  });
});

describe('nx run', () => {
  it.each([
    [
      'an option that executors do not know',
      '--speed=9',
      /^OPTION_UNKNOWN {2}npx nx run api:deploy: knows no option --speed/m,
    ],
    [
      'a value that an option cannot have',
      '--timeout=soon',
      /^OPTION_INVALID {2}Option --timeout: must be a time/m,
    ],
    [
      'an environment that has no file',
      '--environment=moon',
      /^ENVIRONMENT_UNKNOWN {2}Environment moon: .* there is local/m,
    ],
  ])('names %s', async (_, option, stdout) => {
    const failure = workspace.nx('run', 'api:deploy', option, '--output-style=static');
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(stdout) as unknown,
    });
  });
});

describe('nx run-many -t k8s-apply', () => {
  it('applies with published images', async () => {
    expect(finish(await nx('run-many', '-t', 'k8s-apply'))).toMatchObject({ outcome: 'nothing-to-do' });
  });

  it('names the units whose images were not published, and writes nothing', async () => {
    workspace.write('apps/web/main.txt', 'run web slower\n');
    const failure = nx('run-many', '-t', 'k8s-apply');
    await expect(failure).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /"code":"UNITS_UNPUBLISHED".*Units web.*nx run-many -t docker-build -p web/,
      ),
    });
  });
});

describe('todo-deploy', () => {
  it('plans what deploy would do', async () => {
    const output = await workspace.todoDeploy('plan');
    expect(output).toContain(`Plan of local (namespace ${name}): 1 object to change`);
    expect(output).toMatch(
      /^web\n {2}file {4}apps\/web\/main.txt\n {2}image {3}sha256:[0-9a-f]{12} → to be built\n/m,
    );
  });

  it('deploys one unit', async () => {
    const output = await workspace.todoDeploy('deploy', '--unit', 'web', '--json');
    expect(finish(eventsIn(output))).toMatchObject({ outcome: 'deployed', units: [{ unit: 'web' }] });
  });

  it('shows what runs', async () => {
    const output = await workspace.todoDeploy('status', '--json');
    expect(JSON.parse(output)).toMatchObject({
      type: 'status',
      namespace: name,
      units: expect.arrayContaining([
        expect.objectContaining({
          unit: 'api',
          status: expect.objectContaining({ state: 'ready' }) as unknown,
        }),
      ]) as unknown,
    });
  });

  it('shows the output of a build that fails, and has an exit code for it', async () => {
    workspace.write('apps/web/main.txt', 'fail loudly\n');
    await expect(workspace.todoDeploy('deploy')).rejects.toMatchObject({
      code: 68,
      stdout: expect.stringContaining('fail loudly'),
      stderr: expect.stringMatching(
        /^BUILD_FAILED {2}Build of web: .*\n {2}Next: npx nx run-many -t build -p web\n/,
      ),
    });
  });
});
