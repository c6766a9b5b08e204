import { describe, expect, it } from '@jest/globals';
import { directUrl, isPooled } from './connection-url.ts';

const pooled = 'postgresql://u:p@ep-cool-name-pooler.eu.aws.neon.tech/todo?sslmode=require';
const direct = 'postgresql://u:p@ep-cool-name.eu.aws.neon.tech/todo?sslmode=require';

describe('directUrl', () => {
  it('leads past the pooler', () => {
    expect(directUrl(pooled)).toBe(direct);
    expect(directUrl(direct)).toBe(direct);
  });
});

describe('isPooled', () => {
  it('knows a pooler by its host name', () => {
    expect(isPooled(pooled)).toBe(true);
    expect(isPooled(direct)).toBe(false);
    expect(isPooled('postgresql://pooler:pooler@db/pooler')).toBe(false);
  });
});
