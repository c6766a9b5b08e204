import { describe, expect, it } from '@jest/globals';
import { commandOf, type CommandPlace } from './command-of.ts';

const hash = '0123456789abcdef';
const options = { environment: 'local', 'no-rollback': false } as CommandPlace['options'];
const question = "what's up; rm -rf /";

describe('commandOf', () => {
  it.each([
    ['scale', { unit: 'app', replicas: 2 }, `todo-deploy scale app --replicas 2 --plan-hash ${hash}`],
    ['deploy', {}, `todo-deploy deploy --plan-hash ${hash}`],
    ['deploy', { unit: 'app' }, `todo-deploy deploy --unit app --plan-hash ${hash}`],
    ['rollback', { unit: 'app', revision: 3 }, `todo-deploy rollback app --to 3 --plan-hash ${hash}`],
  ] as const)('writes %s of %j', (operation, wish, line) => {
    expect(commandOf({ operation, wish, hash }, { question, options })).toBe(line);
  });

  it('says where, and asks again where there is no workspace, in words that a shell leaves alone', () => {
    const place = { question, options: { ...options, namespace: 'n', release: 'r', environment: 'staging' } };
    expect(commandOf({ operation: 'deploy', wish: {}, hash }, place)).toBe(
      String.raw`todo-deploy ask 'what'\''s up; rm -rf /' --plan-hash ${hash} --environment staging --namespace n --release r`,
    );
  });
});
