import { describe, expect, it } from '@jest/globals';
import { parseMountPoints } from './mounts.ts';

describe('parseMountPoints', () => {
  it('gives the mount points in their order, with their escapes resolved', () => {
    const text = `22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /var/lib/a\\040b rw - tmpfs tmpfs rw
24 23 0:22 / /var/lib/a\\040b/c rw - overlay overlay rw
`;
    expect(parseMountPoints(text)).toEqual(['/', '/var/lib/a b', '/var/lib/a b/c']);
  });
});
