import { describe, expect, it } from '@jest/globals';
import { chooseBuilder } from './choose-builder.ts';
import { parseDockerfile } from './dockerfile.ts';

const choose = (lines: string) => chooseBuilder(parseDockerfile(lines, 'Dockerfile'));

describe('chooseBuilder', () => {
  it('assembles what only copies files and sets metadata', () => {
    const text = `ARG A
FROM scratch AS one
ARG B
WORKDIR /a
COPY --chown=1:2 --chmod=0755 a b
COPY --chmod=$MODE a b
ENV A=1
LABEL a=b
USER 1
EXPOSE 1
ENTRYPOINT ["a"]
CMD ["b"]
STOPSIGNAL 9
`;
    expect(choose(text)).toEqual({ builder: 'assemble', reason: 'only COPY and metadata instructions' });
  });

  it.each([
    ['FROM a\nRUN b\nRUN c\n', 'RUN at line 2'],
    ['FROM a\nUSER 1\nADD b c\n', 'ADD at line 3'],
    ['FROM a\nVOLUME /b\n', 'VOLUME at line 2'],
    ['FROM a\nSHELL ["b"]\n', 'SHELL at line 2'],
    ['FROM a\nHEALTHCHECK NONE\n', 'HEALTHCHECK at line 2'],
    ['FROM a\nONBUILD RUN b\n', 'ONBUILD at line 2'],
    ['FROM a\nMAINTAINER b\n', 'MAINTAINER at line 2'],
    ['FROM a AS b\nFROM c\n', 'a second FROM at line 2'],
    ['FROM --platform=linux/arm64 a\n', 'FROM --platform at line 1'],
    ['FROM a\nCOPY --from=b c d\n', 'COPY --from at line 2'],
    ['FROM a\nCOPY --link c d\n', 'COPY --link at line 2'],
    ['FROM a\nCOPY --chmod=u+x c d\n', 'COPY --chmod=u+x at line 2'],
    ['FROM a\nCOPY <<EOF /b\nc\nEOF\n', 'COPY of a here-document at line 2'],
  ])('needs docker for %j: %s', (text, reason) => {
    const [what, line] = reason.split(' at line ');
    expect(choose(text)).toEqual({ builder: 'docker', reason, obstacle: { what, line: Number(line) } });
  });
});
