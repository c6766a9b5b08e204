import { describe, expect, it } from '@jest/globals';
import { userIds } from './user-ids.ts';

const contents = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n',
  'etc/group': 'root:x:0:\nstaff:x:50:app\n',
};

describe('userIds', () => {
  it.each([
    ['5', 5, 5],
    ['5:6', 5, 6],
    ['app', 1000, 1001],
    ['app:staff', 1000, 50],
    ['app:7', 1000, 7],
    ['5:staff', 5, 50],
    ['5:', 5, 5],
    ['root', 0, 0],
  ])('reads %s', (text, uid, gid) => {
    expect(userIds(text, contents)).toEqual({ uid, gid });
  });

  it.each([
    ['nobody', '"nobody" is not in /etc/passwd'],
    ['app:wheel', '"wheel" is not in /etc/group'],
    [':5', '"" is not in /etc/passwd'],
  ])('refuses %s', (text, message) => {
    expect(() => userIds(text, contents)).toThrow(message);
  });

  it('knows no names without a user database', () => {
    expect(() => userIds('root', {})).toThrow('"root" is not in /etc/passwd');
  });
});
