import { describe, expect, it } from '@jest/globals';
import type { Confirm } from '../confirm.ts';
import type { Tool, ToolContext } from '../operations/tool.ts';
import { createApprovals, type ApprovalOptions } from './approvals.ts';

const hash = '0123456789abcdef';
const wish = { unit: 'app', replicas: 2 };
const plan = { operation: 'scale', hash, wish, text: 'Plan: 1 → 2\n' } as const;
const input = { ...wish, planHash: hash };
const session = { options: { yes: false } };
const context = { place: { session }, signal: new AbortController().signal } as unknown as ToolContext;

function opened(options: Partial<ApprovalOptions> = {}) {
  const done: unknown[] = [];
  const shown: string[] = [];
  const scale = {
    name: 'scale',
    effect: 'write',
    run: (given: unknown, { place }: ToolContext) => {
      done.push({ given, yes: place.session.options.yes });
      return Promise.resolve('scaled');
    },
  } as unknown as Tool;
  const approvals = createApprovals({ yes: () => false, show: ({ text }) => shown.push(text), ...options });
  const call = (given: Readonly<Record<string, unknown>>) => approvals.guarded(scale).run(given, context);
  return { approvals, call, done, shown };
}

const refused = { code: 'PLAN_NOT_APPROVED' };

describe('a tool that writes', () => {
  it('does what a person agreed to, who saw the plan, and no more of it', async () => {
    const questions: string[] = [];
    const confirm: Confirm = (question) => Promise.resolve(questions.push(question) > 0);
    const { approvals, call, done } = opened({ confirm });
    approvals.add(plan);
    expect(await call(input)).toBe('scaled');
    expect(questions).toEqual(['Plan: 1 → 2\nDo exactly this?']);
    expect(done).toEqual([{ given: input, yes: true }]);
    await expect(call(input)).rejects.toMatchObject(refused);
    expect(done).toHaveLength(1);
  });

  it.each([
    ['without a plan of this session', { ...input, planHash: 'fedcba9876543210' }],
    ['with other arguments than were planned', { ...input, replicas: 9 }],
  ])('does nothing %s, whoever agrees to all', async (_, given) => {
    const { approvals, call, done } = opened({ yes: () => true, confirm: () => Promise.resolve(true) });
    approvals.add(plan);
    await expect(call(given)).rejects.toMatchObject(refused);
    expect(done).toEqual([]);
  });

  it('takes a no for this plan, and does not ask again', async () => {
    let asked = 0;
    const { approvals, call, done } = opened({ confirm: () => Promise.resolve((asked += 1) < 0) });
    approvals.add(plan);
    for (const _ of [1, 2]) await expect(call(input)).rejects.toMatchObject(refused);
    approvals.add(plan);
    await expect(call(input)).rejects.toMatchObject(refused);
    expect({ asked, done }).toEqual({ asked: 1, done: [] });
    expect(approvals.plans()).toMatchObject([{ state: 'declined' }]);
  });

  it('does nothing where nobody can be asked, and keeps the plan for a person', async () => {
    const { approvals, call, done } = opened();
    approvals.add(plan);
    await expect(call(input)).rejects.toMatchObject(refused);
    expect(done).toEqual([]);
    expect(approvals.plans()).toMatchObject([{ state: 'wanted', text: plan.text }]);
  });

  it('does what was agreed to beforehand, and shows it first', async () => {
    for (const options of [{ yes: () => true }, { planHash: hash }]) {
      const { approvals, call, shown } = opened(options);
      approvals.add(plan);
      expect(await call(input)).toBe('scaled');
      expect(shown).toEqual([plan.text]);
    }
    const { approvals, call } = opened({ planHash: 'fedcba9876543210' });
    approvals.add(plan);
    await expect(call(input)).rejects.toMatchObject(refused);
  });
});
