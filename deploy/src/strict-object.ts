import * as z from 'zod';

/** A mapping that has these keys and no other; an unknown one is refused by name, with those that there are. */
export function strictObject<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `has unknown ${keys?.join(', ')}; it may have ${known}`
        : 'is no mapping',
  });
}
