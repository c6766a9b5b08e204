import { parseReference } from '@todo/oci/registry';
import { flawsIn, type Rule } from '../finding.ts';
import { expand, type Source, type Stage } from '../source.ts';
import { variablesIn } from '../variables.ts';

/** Arguments that FROM has without anybody declaring them. */
const platformArguments = ['BUILD', 'TARGET'].flatMap((of) =>
  ['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].map((part) => `${of}${part}`),
);

/** BuildKit's checks of FROM; https://docs.docker.com/reference/build-checks tells them. */
export const stageRules: readonly Rule[] = [
  {
    name: 'StageNameCasing',
    severity: 'warning',
    advice: 'write the name in lower case, here and wherever it is used',
    check: ({ stages }) =>
      flawsIn(stages, ({ name }) =>
        name === name?.toLowerCase() ? undefined : `the name of stage ${name} has capitals`,
      ),
  },
  {
    name: 'FromAsCasing',
    severity: 'warning',
    advice: 'write FROM and AS in the same case',
    check: ({ stages }) =>
      flawsIn(stages, ({ as, from }) =>
        as === undefined || casingOf(as) === casingOf(from.written)
          ? undefined
          : `${as} is in another case than ${from.written}`,
      ),
  },
  {
    name: 'DuplicateStageName',
    severity: 'warning',
    advice: 'give each stage a name of its own',
    check: ({ stages }) =>
      flawsIn(stages, (stage) => {
        const first = stages.find(({ name }) => name && sameName(name, stage.name));
        return first && first !== stage ? `line ${first.line} has a stage ${stage.name} already` : undefined;
      }),
  },
  {
    name: 'ReservedStageName',
    severity: 'warning',
    advice: 'choose another name',
    check: ({ stages }) =>
      flawsIn(stages, ({ name }) =>
        ['scratch', 'context'].includes(name?.toLowerCase() ?? '')
          ? `${name} means something else to Docker, and cannot name a stage`
          : undefined,
      ),
  },
  {
    name: 'UndefinedArgInFrom',
    severity: 'warning',
    advice: 'declare it with ARG before the first FROM',
    check: (source) => source.stages.flatMap((stage) => undeclaredIn(stage, source)),
  },
  {
    name: 'RedundantTargetPlatform',
    severity: 'warning',
    advice: 'leave --platform out',
    check: ({ stages }) =>
      flawsIn(stages, ({ platform }) =>
        /^\$(TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(platform ?? '')
          ? `${platform} is the platform of a stage anyway`
          : undefined,
      ),
  },
  {
    name: 'InvalidDefaultArgInFrom',
    severity: 'warning',
    advice: 'give the argument a default, or say in the FROM what is taken when it is empty',
    check: (source) => flawsIn(source.stages, (stage) => invalidDefault(stage, source)),
  },
  {
    name: 'FromPlatformFlagConstDisallowed',
    severity: 'warning',
    advice: 'leave --platform out, take $BUILDPLATFORM, or name the platform in the name of the stage',
    check: ({ stages }) => flawsIn(stages, fixedPlatform),
  },
];

export function casingOf(word: string): 'upper' | 'lower' | 'mixed' {
  if (word === word.toUpperCase()) return 'upper';
  return word === word.toLowerCase() ? 'lower' : 'mixed';
}

function sameName(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase();
}

function undeclaredIn({ image, platform = '', line }: Stage, { globals, escape }: Source) {
  return variablesIn(`${platform} ${image}`, escape)
    .filter(({ name, hasDefault }) => !hasDefault && !globals.has(name) && !platformArguments.includes(name))
    .map(({ name }) => ({ line, message: `$${name} is not declared before the first FROM` }));
}

/** What BuildKit says of an image whose name is made of arguments, when nobody sets them. */
function invalidDefault({ image }: Stage, { globals, escape }: Source): string | undefined {
  const used = variablesIn(image, escape);
  if (used.length === 0 || used.some(({ name }) => !globals.has(name))) return undefined;
  const name = expand(image, globals, escape);
  return isReference(name) ? undefined : `as long as nobody sets its arguments, ${image} is "${name}"`;
}

function isReference(name: string): boolean {
  try {
    parseReference(name);
    return name !== '';
  } catch {
    return false;
  }
}

function fixedPlatform({ platform, name = '' }: Stage): string | undefined {
  if (platform === undefined || platform.includes('$')) return undefined;
  const isNamed = platform.split('/').some((part) => part !== '' && name.includes(part));
  return isNamed ? undefined : `the stage is built for ${platform} whatever the image is built for`;
}
