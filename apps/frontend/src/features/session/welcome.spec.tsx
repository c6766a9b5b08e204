import { describe, expect, it } from '@jest/globals';
import type { User } from '@todo/contracts';
import { textOf } from '../../../test/render.ts';
import { createServices } from '../shell/services.ts';
import { AccountMenu } from './account-menu.tsx';
import { Welcome } from './welcome.tsx';

const { session } = createServices();
const guest: User = { id: 'u1', name: 'Anonymous', email: 'u1@example.invalid', isAnonymous: true };

describe('Welcome', () => {
  it('leads in as a guest', () => {
    const text = textOf(<Welcome session={session} hasExpired={false} />);
    expect(text).toContain('Continue as guest');
    expect(text).not.toContain('Your session has ended');
  });

  it('says when the session has ended', () => {
    expect(textOf(<Welcome session={session} hasExpired />)).toContain('Your session has ended');
  });
});

describe('AccountMenu', () => {
  it('offers a guest an account, and does not show the invented address', () => {
    const text = textOf(<AccountMenu session={session} user={guest} />);
    expect(text).toContain('Keep my todos');
    expect(text).toContain('Guest');
    expect(text).not.toContain(guest.email);
  });

  it('shows who is signed in, and the way out', () => {
    const anna: User = { id: 'u2', name: 'Anna', email: 'anna@example.com' };
    const text = textOf(<AccountMenu session={session} user={anna} />);
    expect(text).toMatch(/Anna.*anna@example\.com.*Sign out/);
    expect(text).not.toContain('Keep my todos');
  });
});
