import type { ProjectConfiguration } from '@nx/devkit';

interface BundlerOptions {
  readonly bundle?: boolean;
  readonly thirdParty?: boolean;
}

/**
 * What the person should know of a build whose output cannot run by itself, as an image that only copies it needs. Nx's
 * own generators leave packages out of what esbuild makes.
 */
export function warnOfBuild({ name, targets }: ProjectConfiguration): readonly string[] {
  if (targets?.build?.executor !== '@nx/esbuild:esbuild') return [];
  const { bundle = true, thirdParty = false } = (targets.build.options ?? {}) as BundlerOptions;
  if (bundle && thirdParty) return [];
  return [
    `Project ${name}: its build leaves out the packages that it imports, and its image has no others; set bundle and thirdParty of its build to true`,
  ];
}
