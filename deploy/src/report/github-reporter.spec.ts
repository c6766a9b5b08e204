import { describe, expect, it } from '@jest/globals';
import type { DeployEvent } from './events.ts';
import { createGithubReporter, withoutCommands, withoutCommandsInJson } from './github-reporter.ts';

const failed = {
  type: 'deploy-failed',
  code: 'CONTAINER_CRASHED',
  message: 'Deployment/todo/app: 100% of 2,\nexit 1',
  hint: 'set a: b',
  durationMs: 1,
} as const;

function annotations(...events: readonly DeployEvent[]): readonly string[] {
  const lines: string[] = [];
  const reporter = createGithubReporter((text) => lines.push(text));
  events.forEach((event) => reporter.report(event));
  reporter.close();
  return lines;
}

describe('annotations of a GitHub workflow', () => {
  it('tell a failure as an error, escaped as the runner reads it', () => {
    expect(annotations(failed)).toEqual([
      '::error title=CONTAINER_CRASHED::Deployment/todo/app: 100%25 of 2,%0Aexit 1%0ANext: set a: b\n',
    ]);
  });

  it('tell each other object that failed beside the one that ended the deploy', () => {
    const status = { state: 'failed', reason: 'Image: not, found', message: 'no such image' } as const;
    const rollout = { type: 'rollout-failed', unit: 'web', status, evidence: [] } as const;
    const same = { ...rollout, object: 'Deployment/todo/app' };
    const other = { ...rollout, object: 'Deployment/todo/web' };
    expect(annotations(same, other, failed)[1]).toBe(
      '::error title=Image%3A not%2C found::Deployment/todo/web: no such image\n',
    );
    expect(annotations(same, other, failed)).toHaveLength(2);
  });

  it('tell what was deployed as a notice, and a cancelled deploy as a warning', () => {
    const start = { type: 'deploy-started', environment: 'local', namespace: 'n', units: [] } as const;
    const units = [{ unit: 'app', built: true, restarted: true, objects: { changed: 1, unchanged: 3 } }];
    const end = { type: 'deploy-finished', outcome: 'deployed', units, durationMs: 1 } as const;
    expect(annotations(start, end)).toEqual(['::notice title=Deployed local::app: 1 object\n']);
    expect(annotations({ ...failed, code: 'DEPLOY_CANCELLED' })[0]).toMatch(/^::warning title=/);
    expect(annotations({ ...end, outcome: 'nothing-to-do', units: [] })).toEqual([]);
  });
});

describe('what others wrote', () => {
  it.each(['::error::x', '  ::add-mask::x', '\t::stop-commands::x', 'a ##[warning]x'])(
    'is no command: %j',
    (line) => {
      const text = withoutCommands(`before\n${line}\nafter: ::x\n`);
      expect(text).not.toMatch(/^\s*::|##\[/m);
      expect(text.replaceAll('\u200b', '')).toBe(`before\n${line}\nafter: ::x\n`);
    },
  );

  it('is no command in JSON, and the same value', () => {
    const event = { type: 'note', message: 'a ##[error]b' };
    const json = withoutCommandsInJson(JSON.stringify(event));
    expect(json).not.toContain('##[');
    expect(JSON.parse(json)).toEqual(event);
  });
});
