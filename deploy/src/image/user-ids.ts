import type { Owner } from './image-tree.ts';

/** A user or group that the image does not have; the caller knows the instruction. */
export class UnknownUser extends Error {
  readonly user: string;
  readonly file: string;

  constructor(user: string, file: string) {
    super(`"${user}" is not in ${file}`);
    this.user = user;
    this.file = file;
  }
}

/**
 * The ids of `USER[:GROUP]`, each a number or a name of the image's user database. As in BuildKit, a numeric user
 * without a group has the group of the same number, a named one the group of its passwd entry.
 *
 * @param contents text of `etc/passwd` and `etc/group` of the image
 * @throws UnknownUser
 */
export function userIds(text: string, contents: Readonly<Record<string, string>>): Owner {
  const [user = '', group] = text.split(':');
  const [uid, primary] = isNumber(user)
    ? [Number(user), Number(user)]
    : lookUp(user, contents['etc/passwd'], '/etc/passwd');
  if (group === undefined || group === '') return { uid, gid: primary };
  const [gid] = isNumber(group) ? [Number(group)] : lookUp(group, contents['etc/group'], '/etc/group');
  return { uid, gid };
}

function isNumber(text: string): boolean {
  return /^\d+$/.test(text);
}

/** The two numbers of a line `NAME:x:ID:GROUP…`; a group's line has only the first. */
function lookUp(name: string, database: string | undefined, file: string): [number, number] {
  const line = database?.split('\n').find((each) => each.startsWith(`${name}:`));
  if (line === undefined || name === '') throw new UnknownUser(name, file);
  const [, , id, group] = line.split(':');
  return [Number(id), Number(group)];
}
