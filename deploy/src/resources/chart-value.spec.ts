import { describe, expect, it } from '@jest/globals';
import { openResourcesValues } from './chart-value.ts';

const valueOf = openResourcesValues({
  values: {
    backend: { resources: { requests: { cpu: '50m' } } },
    frontend: { replicas: 2 },
    services: { mail: { image: 'todo-chatbot/mail', port: 8025 } },
  },
});

describe('openResourcesValues', () => {
  it.each([
    ['a container of that name', ['backend'], 'backend.resources'],
    ['a component of that name', ['main', 'backend'], 'backend.resources'],
    ['a service, which may have them of the defaults', ['mail'], 'services.mail.resources'],
    ['one that says nothing of them', ['frontend'], undefined],
    ['one that the values do not know', ['other'], undefined],
  ])('finds the value of %s', (_, names, value) => {
    expect(valueOf(names)).toBe(value);
  });
});
