/**
 * Everything that decides what a unit is: by kind and name, a value that changes when it does. Two of them, compared,
 * say by name why a unit differs from what runs, whatever git has to say about it.
 *
 * Values are versions of dependencies, digests of base images, and hashes of all else.
 */
export type UnitInputs = Readonly<Partial<Record<InputKind, Readonly<Record<string, string>>>>>;

export const inputKinds = [
  /** A file that the image is made from. */
  'file',
  /** A package, of any depth; its version, and `#` with what tells apart two packages of one version. */
  'dependency',
  'base image',
  /** An Nx project's targets and settings. */
  'configuration',
  /** An environment variable that Nx hashes. */
  'variable',
  /** A command whose output Nx hashes. */
  'command',
  /** Whatever else Nx hashes. */
  'other input',
  /** A file that the objects are rendered from. */
  'chart file',
  /** A value that the chart is given. */
  'value',
] as const;

export type InputKind = (typeof inputKinds)[number];
