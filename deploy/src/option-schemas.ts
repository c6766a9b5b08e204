import * as z from 'zod';

/** A text that says something. */
export const text = z.string().trim().min(1, 'needs a value');
/** A name as Kubernetes and Nx have them. */
export const name = text.regex(
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  'must be a name of lower-case letters, digits and -',
);
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** How times are written in options and in files of environments; gives milliseconds. */
export const timeSchema = text
  .regex(/^[1-9]\d{0,6}(ms|s|m|h)$/, 'must be a time such as 90s or 2m')
  .transform((value) => parseInt(value, 10) * unitMs[value.replace(/^\d+/, '') as keyof typeof unitMs]);

/** A registry, with the folder in it where there is one. */
export const registrySchema = text.regex(
  /^[A-Za-z0-9.-]+(:\d+)?(\/[a-z0-9._/-]+)?$/,
  'must be a host with its port, such as localhost:5001',
);

/** The address of a site, without a slash at its end. */
export const webAddressSchema = z
  .url({ protocol: /^https?$/, error: 'must be a URL such as http://localhost:8080' })
  .transform((value) => value.replace(/\/+$/, ''));

/** A switch, off unless it is given. */
export const flag = z.boolean().default(false);
/** Objects, as `KIND/NAME`. */
export const objects = z
  .array(
    text.regex(
      /^[A-Z][A-Za-z]*\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/,
      'must be KIND/NAME, such as Deployment/backend',
    ),
  )
  .default([]);
/** Each value once. */
export const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
