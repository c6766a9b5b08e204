import { describe, expect, it } from '@jest/globals';
import { buildkitRules, hadolintRules } from './rules.ts';
import { readSource } from './source.ts';

interface RuleCase {
  /** Breaks the rule, once per line named. */
  readonly bad: string;
  readonly lines: readonly number[];
  /** As near to it as it can be without breaking the rule. */
  readonly good: string;
  readonly ignoreFile?: string;
}

const ofBuildkit: Readonly<Record<string, RuleCase>> = {
  StageNameCasing: { bad: 'FROM a:1 AS Build\n', lines: [1], good: 'FROM a:1 AS build\n' },
  FromAsCasing: {
    bad: 'FROM a:1 as one\nfrom a:1 AS two\n',
    lines: [1, 2],
    good: 'FROM a:1 AS one\nfrom a:1 as two\n',
  },
  DuplicateStageName: {
    bad: 'FROM a:1 AS one\nFROM a:1 AS two\nFROM a:1 AS One\n',
    lines: [3],
    good: 'FROM a:1 AS one\nFROM one\nFROM one\n',
  },
  ReservedStageName: { bad: 'FROM a:1 AS scratch\n', lines: [1], good: 'FROM scratch AS scratched\n' },
  UndefinedArgInFrom: {
    bad: 'ARG TAG=1\nFROM a:${TAGS}\nFROM --platform=$PLATFORM a:1\n',
    lines: [2, 3],
    good: 'ARG TAG=1\nFROM --platform=$BUILDPLATFORM a:$TAG\nFROM a:${TAGS:-1}\n',
  },
  RedundantTargetPlatform: {
    bad: 'FROM --platform=$TARGETPLATFORM a:1\nFROM --platform=${TARGETPLATFORM} a:1\n',
    lines: [1, 2],
    good: 'FROM --platform=$BUILDPLATFORM a:1\n',
  },
  InvalidDefaultArgInFrom: {
    bad: 'ARG TAG\nARG IMAGE\nFROM a:${TAG}\nFROM $IMAGE\n',
    lines: [3, 4],
    good: 'ARG TAG=1\nARG VARIANT\nFROM a:${TAG}\nFROM a:1${VARIANT}\nFROM a:${VARIANT:-2}\n',
  },
  FromPlatformFlagConstDisallowed: {
    bad: 'FROM --platform=linux/amd64 a:1\n',
    lines: [1],
    good: 'FROM --platform=linux/amd64 a:1 AS for-amd64\nFROM --platform=$BUILDPLATFORM a:1\n',
  },
  NoEmptyContinuation: {
    bad: 'FROM a:1\nRUN one \\\n\n  two \\\n  \n three\nRUN four\n',
    lines: [3, 5],
    good: 'FROM a:1\nRUN one \\\n  # two\n  three\n\nRUN <<EOF\n\nfour\nEOF\n',
  },
  ConsistentInstructionCasing: {
    bad: 'FROM a:1\nRun one\nRUN two\nuser 1\n',
    lines: [2, 4],
    good: 'from a:1\nrun one\nonbuild run two\n',
  },
  InvalidDefinitionDescription: {
    bad: '# how it is built\nFROM a:1 AS build\n# why\nARG TAG=1\n',
    lines: [2, 4],
    good: '# check=error=true\nFROM a:1 AS build\n# TAG the version\nARG TAG=1\n# other\n\nARG A\n# unnamed\nFROM a:1\n',
  },
  LegacyKeyValueFormat: {
    bad: 'FROM a:1\nENV A 1\nLABEL b the rest\n',
    lines: [2, 3],
    good: 'FROM a:1\nENV A=1 B=2\nLABEL b="the rest"\n',
  },
  MaintainerDeprecated: {
    bad: 'FROM a:1\nMAINTAINER me\n',
    lines: [2],
    good: 'FROM a:1\nLABEL authors=me\n',
  },
  JSONArgsRecommended: {
    bad: 'FROM a:1\nENTRYPOINT run\nCMD run $A\n',
    lines: [2, 3],
    good: 'FROM a:1\nCMD ["run"]\nFROM a:1 AS shell\nSHELL ["/bin/sh", "-c"]\nFROM shell\nCMD run\n',
  },
  MultipleInstructionsDisallowed: {
    bad: 'FROM a:1\nCMD ["a"]\nENTRYPOINT ["a"]\nCMD ["b"]\nENTRYPOINT ["b"]\n',
    lines: [2, 3],
    good: 'FROM a:1 AS one\nCMD ["a"]\nFROM a:1\nCMD ["b"]\nONBUILD CMD ["c"]\n',
  },
  WorkdirRelativePath: {
    bad: 'FROM a:1\nWORKDIR app\nWORKDIR src\n',
    lines: [2],
    good: 'FROM a:1 AS one\nWORKDIR /app\nWORKDIR src\nFROM one\nWORKDIR deeper\nFROM a:1\nWORKDIR $HOME\n',
  },
  UndefinedVar: {
    bad: 'ARG OUTER=1\nFROM a:1\nCOPY $from .\nENV A=$OUTER B=$A\nLABEL c="$C"\n',
    lines: [3, 4, 4, 5],
    good: "FROM a:1 AS one\nARG A=1 B=$A\nENV C=$A PATH=$PATH:/opt\nFROM one\nCOPY --chown=$C ${D:-d} $B\nENV E='$E' F=\\$F\nRUN $G\n",
  },
  SecretsUsedInArgOrEnv: {
    bad: 'FROM a:1\nARG NPM_TOKEN\nENV A=1 DB_PASSWORD=x aws_secret=y\n',
    lines: [2, 3, 3],
    good: 'FROM a:1\nARG MONKEY\nENV PUBLIC_KEY=x TOKENIZER=y\n',
  },
  CopyIgnoredFile: {
    bad: 'FROM a:1\nCOPY dist/ ./tmp/a /app/\nADD secret.txt /\n',
    lines: [2, 2, 3],
    good: 'FROM a:1\nCOPY src kept/ . /app/\nCOPY --from=b dist /\nADD https://example.com/dist /\n',
    ignoreFile: 'dist\n*/a\n*.txt\nkept\n!kept/this\n',
  },
  ExposeProtoCasing: {
    bad: 'FROM a:1\nEXPOSE 80 53/UDP\n',
    lines: [2],
    good: 'FROM a:1\nEXPOSE 80/tcp $P/TCP\n',
  },
  ExposeInvalidFormat: {
    bad: 'FROM a:1\nEXPOSE 127.0.0.1:80:80 8080:80\n',
    lines: [2, 2],
    good: 'FROM a:1\nEXPOSE 80 8000-8010/tcp\n',
  },
};

const ofHadolint: Readonly<Record<string, RuleCase>> = {
  DL3000: { bad: 'FROM a:1\nWORKDIR app\n', lines: [2], good: 'FROM a:1\nWORKDIR "/app"\nWORKDIR $A\n' },
  DL3001: { bad: 'FROM a:1\nRUN a && ps aux\n', lines: [2], good: 'FROM a:1\nRUN a ps; echo "; top"\n' },
  DL3002: {
    bad: 'FROM a:1\nUSER 1\nUSER root\nFROM a:1\nUSER 0:0\n',
    lines: [3, 5],
    good: 'FROM a:1\nUSER root\nUSER 1\nFROM a:1\n',
  },
  DL3003: { bad: 'FROM a:1\nRUN cd /a && b\n', lines: [2], good: 'FROM a:1\nRUN abcd /a\n' },
  DL3004: { bad: 'FROM a:1\nRUN a || sudo b\n', lines: [2], good: 'FROM a:1\nRUN install sudo\n' },
  DL3006: {
    bad: 'FROM a\nFROM host:5000/a\n',
    lines: [1, 2],
    good: 'FROM scratch\nFROM a:1 AS b\nFROM b\nFROM host:5000/a:1\nFROM a@sha256:12\n',
  },
  DL3007: { bad: 'FROM a:latest\n', lines: [1], good: 'FROM a:1\n' },
  DL3008: {
    bad: 'FROM a:1\nRUN apt-get update && apt-get install -y a=1 b\n',
    lines: [2],
    good: 'FROM a:1\nRUN apt-get install -y -t x a=1 b=2* ./c.deb && echo apt-get install e\n',
  },
  DL3009: {
    bad: 'FROM a:1\nRUN apt-get update && apt-get install -y a\n',
    lines: [2],
    good: 'FROM a:1\nRUN apt-get update && rm -rf /var/lib/apt/lists/*\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/b apt-get update\n',
  },
  DL3011: { bad: 'FROM a:1\nEXPOSE 80 80000\n', lines: [2], good: 'FROM a:1\nEXPOSE 65535/tcp\n' },
  DL3013: {
    bad: 'FROM a:1\nRUN pip install a b==1\n',
    lines: [2],
    good: 'FROM a:1\nRUN pip install a==1 "b>=2" . && pip3 install -r c && pip install -c d e~=3\n',
  },
  DL3014: {
    bad: 'FROM a:1\nRUN apt-get install a\n',
    lines: [2],
    good: 'FROM a:1\nRUN apt-get install -qy a; apt-get -qq install b; apt-get --yes install c\n',
  },
  DL3015: {
    bad: 'FROM a:1\nRUN apt-get install -y a\n',
    lines: [2],
    good: 'FROM a:1\nRUN apt-get install -y --no-install-recommends a\n',
  },
  DL3016: {
    bad: 'FROM a:1\nRUN npm install -g a @b/c\n',
    lines: [2],
    good: 'FROM a:1\nRUN npm ci && npm install && npm install -g a@1 @b/c@2 ./d e.tgz git+https://f#1\n',
  },
  DL3018: {
    bad: 'FROM a:1\nRUN apk add --no-cache a\n',
    lines: [2],
    good: 'FROM a:1\nRUN apk add --no-cache --virtual .b a=1 c~=2 ./d.apk\n',
  },
  DL3019: {
    bad: 'FROM a:1\nRUN apk add a\n',
    lines: [2],
    good: 'FROM a:1\nRUN apk --no-cache add a\nRUN --mount=type=cache,target=/var/cache/apk apk add a\n',
  },
  DL3020: {
    bad: 'FROM a:1\nADD a /b\n',
    lines: [2],
    good: 'FROM a:1\nADD a.tar.gz /b\nADD https://example.com/a /b\n',
  },
  DL3021: { bad: 'FROM a:1\nCOPY a b /c\n', lines: [2], good: 'FROM a:1\nCOPY a b /c/\nCOPY a /c\n' },
  DL3022: {
    bad: 'FROM a:1\nCOPY --from=b /c /d\n',
    lines: [2],
    good: 'FROM a:1 AS b\nFROM a:1\nCOPY --from=b /c /d\nCOPY --from=0 /c /d\nCOPY --from=e:1 /c /d\n',
  },
  DL3023: {
    bad: 'FROM a:1 AS b\nCOPY --from=b /c /d\n',
    lines: [2],
    good: 'FROM a:1 AS b\nFROM a:1 AS c\nCOPY --from=b /c /d\n',
  },
  DL3024: {
    bad: 'FROM a:1 AS b\nFROM a:1 AS b\n',
    lines: [2],
    good: 'FROM a:1 AS b\nFROM a:1\nFROM a:1\n',
  },
  DL3025: {
    bad: 'FROM a:1\nCMD a\nENTRYPOINT b\nHEALTHCHECK CMD c\n',
    lines: [2, 3, 4],
    good: 'FROM a:1\nCMD ["a"]\nHEALTHCHECK NONE\n',
  },
  DL3027: { bad: 'FROM a:1\nRUN apt install b\n', lines: [2], good: 'FROM a:1\nRUN apt-get install b\n' },
  DL3028: {
    bad: 'FROM a:1\nRUN gem install a\n',
    lines: [2],
    good: 'FROM a:1\nRUN gem install a:1 && gem install b -v 2\n',
  },
  DL3029: {
    bad: 'FROM --platform=linux/amd64 a:1\n',
    lines: [1],
    good: 'FROM --platform=$BUILDPLATFORM a:1\n',
  },
  DL3042: {
    bad: 'FROM a:1\nRUN pip install a==1\n',
    lines: [2],
    good: 'FROM a:1\nRUN pip install --no-cache-dir a==1\nRUN --mount=type=cache,target=/root/.cache/pip pip install b==1\n',
  },
  DL3043: { bad: 'FROM a:1\nONBUILD MAINTAINER b\n', lines: [2], good: 'FROM a:1\nONBUILD RUN b\n' },
  DL3044: {
    bad: 'FROM a:1\nENV A=1 B=$A\n',
    lines: [2],
    good: 'FROM a:1\nENV A=1\nENV A=2 B=$A PATH=$PATH:/c\n',
  },
  DL3045: {
    bad: 'FROM a:1\nCOPY b c\nWORKDIR /d\nCOPY b c\n',
    lines: [2],
    good: 'FROM a:1 AS b\nCOPY b /c\nWORKDIR /d\nFROM b\nCOPY b c\n',
  },
  DL3047: {
    bad: 'FROM a:1\nRUN wget -O a https://b\n',
    lines: [2],
    good: 'FROM a:1\nRUN wget -qO a https://b && wget --progress=dot:giga https://c\n',
  },
  DL3059: {
    bad: 'FROM a:1\nRUN a\nRUN b\n',
    lines: [3],
    good: 'FROM a:1\nRUN a\nUSER 1\nRUN b\nRUN --mount=type=cache,target=/c d\nRUN a && b\nRUN a\n',
  },
  DL3064: {
    bad: 'FROM a:1\nARG API_KEY\nENV GITHUB_TOKEN=x USERNAME=y\n',
    lines: [2, 3],
    good: 'FROM a:1\nARG KEYBOARD\nENV PORT=1\n',
  },
  DL3065: {
    bad: 'FROM --platform=$TARGETPLATFORM a:1\n',
    lines: [1],
    good: 'FROM --platform=$BUILDPLATFORM a:1\n',
  },
  DL3066: { bad: 'FROM a:1\nUSER node\n', lines: [2], good: 'FROM a:1\nUSER 65532:staff\n' },
  DL3067: {
    bad: 'FROM a:1 AS b\nFROM scratch\nCOPY --from=b / /\n',
    lines: [3],
    good: 'FROM a:1 AS b\nFROM scratch\nCOPY --from=b /usr /\nCOPY . /\n',
  },
  DL4000: { bad: 'FROM a:1\nMAINTAINER b\n', lines: [2], good: 'FROM a:1\nLABEL maintainer=b\n' },
  DL4001: {
    bad: 'FROM a:1\nRUN curl b\nRUN wget c\n',
    lines: [3],
    good: 'FROM a:1\nRUN curl b\nFROM a:1\nRUN wget c\n',
  },
  DL4003: {
    bad: 'FROM a:1\nCMD ["a"]\nCMD ["b"]\n',
    lines: [3],
    good: 'FROM a:1\nCMD ["a"]\nFROM a:1\nCMD ["b"]\n',
  },
  DL4004: {
    bad: 'FROM a:1\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]\n',
    lines: [3],
    good: 'FROM a:1\nENTRYPOINT ["a"]\n',
  },
  DL4005: {
    bad: 'FROM a:1\nRUN ln -sf /bin/bash /bin/sh\n',
    lines: [2],
    good: 'FROM a:1\nRUN ln -s /bin/sh2 /bin/c\n',
  },
  DL4006: {
    bad: 'FROM a:1\nRUN a | b\nFROM a:1\nRUN c "$(d | e)"\n',
    lines: [2, 4],
    good: 'FROM a:1\nRUN a || b; echo "c | d" \'e | f\'\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\n',
  },
};

describe.each([
  ['BuildKit', buildkitRules, ofBuildkit],
  ['hadolint', hadolintRules, ofHadolint],
])("the rules named as %s's", (_, rules, cases) => {
  it('have a case each', () => {
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(cases).sort());
  });

  describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
    const { bad, lines, good, ignoreFile } = cases[name] ?? { bad: '', lines: [], good: '' };
    const check = (text: string) => rule.check(readSource(text, 'Dockerfile', ignoreFile));

    it('finds what breaks it', () => {
      expect(check(bad).map(({ line }) => line)).toEqual(lines);
    });

    it('leaves the rest alone', () => {
      expect(check(good)).toEqual([]);
    });
  });
});
