import { describe, expect, it } from '@jest/globals';
import { unitName } from './unit-name.ts';

describe('unitName', () => {
  it.each([
    ['api', 'api'],
    ['@acme/api', 'api'],
    ['@acme/Shop_Api', 'shop-api'],
    ['apps/api', 'api'],
    ['web.v2-', 'web-v2'],
  ])('names the unit of %s %s', (project, unit) => {
    expect(unitName(project)).toBe(unit);
  });
});
