import { flawsIn, type Rule } from '../finding.ts';
import { ownOf, withKeyword, type Source, type Stage, type Statement } from '../source.ts';

/** hadolint's rules of images and stages; https://github.com/hadolint/hadolint/wiki tells them. */
export const imageRules: readonly Rule[] = [
  {
    name: 'DL3006',
    severity: 'warning',
    advice: 'name the version, and best the digest too: IMAGE:VERSION@sha256:…',
    check: ({ stages }) =>
      flawsIn(stages, ({ image, base }) => {
        const { name, tag, digest } = partsOf(image);
        const isFree = base !== undefined || name === 'scratch' || image.startsWith('$');
        return isFree || tag || digest ? undefined : `${image} has no version`;
      }),
  },
  {
    name: 'DL3007',
    severity: 'warning',
    advice: 'name a version that stays what it is',
    check: ({ stages }) =>
      flawsIn(stages, ({ image }) => {
        const { tag, digest } = partsOf(image);
        return tag === 'latest' && !digest ? `${image} is another image from day to day` : undefined;
      }),
  },
  {
    name: 'DL3022',
    severity: 'warning',
    advice: 'name a stage that stands above, or an image with its version',
    check: ({ stages }) =>
      stages.flatMap((stage, index) =>
        flawsIn(withKeyword(stage, 'COPY'), ({ flags }) => {
          const from = flags.get('from');
          const isImage = from === undefined || from.includes(':') || from.includes('$');
          const isStage =
            Number(from) < index || stages.slice(0, index + 1).some(({ name }) => name === from);
          return isImage || isStage ? undefined : `--from=${from} is no stage above`;
        }),
      ),
  },
  {
    name: 'DL3023',
    severity: 'error',
    advice: 'name an earlier stage',
    check: ({ stages }) =>
      stages.flatMap((stage) =>
        flawsIn(withKeyword(stage, 'COPY'), ({ flags }) =>
          stage.name !== undefined && flags.get('from') === stage.name
            ? `the stage ${stage.name} copies from itself`
            : undefined,
        ),
      ),
  },
  {
    name: 'DL3024',
    severity: 'error',
    advice: 'give each stage a name of its own',
    check: ({ stages }) =>
      flawsIn(stages, (stage) => {
        const isTaken = stages.find(({ name }) => name !== undefined && name === stage.name) !== stage;
        return stage.name !== undefined && isTaken ? `there are two stages ${stage.name}` : undefined;
      }),
  },
  {
    name: 'DL3029',
    severity: 'warning',
    advice: 'leave --platform out, or take $BUILDPLATFORM',
    check: ({ stages }) =>
      flawsIn(stages, ({ platform }) =>
        platform === undefined || /\$\{?(BUILD|TARGET)PLATFORM/.test(platform)
          ? undefined
          : `the stage is built for ${platform} whatever the image is built for`,
      ),
  },
  {
    name: 'DL3043',
    severity: 'error',
    advice: 'leave it out',
    check: (source) =>
      flawsIn(withKeyword(source, 'FROM', 'ONBUILD', 'MAINTAINER'), ({ isTrigger, keyword }) =>
        isTrigger ? `ONBUILD cannot put ${keyword} off` : undefined,
      ),
  },
  {
    name: 'DL3065',
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
    name: 'DL3067',
    severity: 'warning',
    advice: 'start from that stage with FROM, or copy the folders that are needed',
    check: (source) =>
      flawsIn(withKeyword(source, 'COPY'), ({ flags, words }) =>
        flags.has('from') && words.at(-1) === '/' && words.slice(0, -1).includes('/')
          ? `all of ${flags.get('from')} is copied`
          : undefined,
      ),
  },
  {
    name: 'DL3002',
    severity: 'warning',
    advice: 'let the last USER be one without rights, best by its number: USER 65532:65532',
    check: ({ stages }) => flawsIn(stages.flatMap(lastRoot), ({ text }) => `the last user is ${text}`),
  },
  {
    name: 'DL3066',
    severity: 'info',
    advice: 'name the user by its number, which a cluster can check before it starts the container',
    check: (source: Source) =>
      flawsIn(withKeyword(ownOf(source), 'USER'), ({ text }) =>
        /^\d*(:|$)/.test(text) ? undefined : `${text} is known inside of the image only`,
      ),
  },
];

function partsOf(image: string): { name: string; tag?: string; digest?: string } {
  const [, name = '', tag, digest] = /^(.*?)(?::([^/:@]+))?(?:@(.+))?$/.exec(image) ?? [];
  return { name, tag, digest };
}

function lastRoot(stage: Stage): readonly Statement[] {
  const last = withKeyword(ownOf(stage), 'USER').at(-1);
  return last && /^["']?(root|0)(:|["']?$)/.test(last.text) ? [last] : [];
}
