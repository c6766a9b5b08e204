import { flawsIn, type Flaw, type Rule } from '../finding.ts';
import { commandsIn, hasOption, operandsOf, runsOf } from '../run-commands.ts';
import type { ShellCommand } from '../shell-commands.ts';
import type { Stage, Statements } from '../source.ts';

/** hadolint's rules of what RUN tells a shell. */
export const commandRules: readonly Rule[] = [
  {
    name: 'DL3001',
    severity: 'info',
    advice: 'leave it out: there is nothing for it to do while an image is built',
    check: (source) =>
      flawsIn(runsOf(source), ({ commands }) => {
        const odd = commands.find(({ name }) => pointless.has(name));
        return odd && `${odd.name} is for a machine that runs`;
      }),
  },
  {
    name: 'DL3003',
    severity: 'warning',
    advice: 'set the folder with WORKDIR',
    check: (source) =>
      once(commandsIn(source, 'cd'), ({ words }) => `cd ${words.join(' ')} holds in this RUN only`),
  },
  {
    name: 'DL3004',
    severity: 'error',
    advice: 'set the user with USER',
    check: (source) => once(commandsIn(source, 'sudo'), () => 'sudo is for people'),
  },
  {
    name: 'DL3008',
    severity: 'warning',
    advice: 'name the version: apt-get install PACKAGE=VERSION',
    check: (source) =>
      unpinned(commandsIn(source, 'apt-get', 'install'), (command) =>
        packagesOf(command, 'install', ['-t', '--target-release']).filter(
          (each) => !/[=/]|\.deb$/.test(each),
        ),
      ),
  },
  {
    name: 'DL3009',
    severity: 'info',
    advice: 'end the RUN with && rm -rf /var/lib/apt/lists/*',
    check: (source) =>
      flawsIn(runsOf(source), ({ commands, statement }) => {
        const updates = commands.some(({ name, words }) => name === 'apt-get' && words.includes('update'));
        const cleans = commands.some(
          ({ name, words }) =>
            name === 'rm' && words.some((word) => /^\/var\/lib\/apt\/lists(\/\*?)?$/.test(word)),
        );
        const isMounted = /--mount=\S*\/var\/lib\/apt/.test(statement.raw);
        return updates && !cleans && !isMounted ? 'the lists of apt-get stay in the image' : undefined;
      }),
  },
  {
    name: 'DL3013',
    severity: 'warning',
    advice: 'name the version: pip install PACKAGE==VERSION',
    check: (source) =>
      unpinned(
        pipInstalls(source).filter(({ command }) => !hasOption(command, '-r', '--requirement')),
        (command) => packagesOf(command, 'install', pipOptions).filter((each) => !isPinnedForPip(each)),
      ),
  },
  {
    name: 'DL3014',
    severity: 'warning',
    advice: 'write apt-get install -y',
    check: (source) =>
      once(
        commandsIn(source, 'apt-get', 'install').filter(
          ({ command }) => !hasOption(command, '-y', '--yes', '--assume-yes', '-qq') && !isQuiet(command),
        ),
        () => 'apt-get asks before it installs, and nobody answers',
      ),
  },
  {
    name: 'DL3015',
    severity: 'info',
    advice: 'write apt-get install --no-install-recommends',
    check: (source) =>
      once(
        commandsIn(source, 'apt-get', 'install').filter(
          ({ command }) =>
            !hasOption(command, '--no-install-recommends') &&
            !command.words.some((word) => /^APT::Install-Recommends=(false|0)$/i.test(word)),
        ),
        () => 'apt-get also installs what is only recommended',
      ),
  },
  {
    name: 'DL3016',
    severity: 'warning',
    advice: 'name the version: npm install PACKAGE@VERSION',
    check: (source) =>
      unpinned(
        commandsIn(source, 'npm', 'install').filter(({ command }) => operandsOf(command)[0] === 'install'),
        (command) => packagesOf(command, 'install').filter((each) => !isPinnedForNpm(each)),
      ),
  },
  {
    name: 'DL3018',
    severity: 'warning',
    advice: 'name the version: apk add PACKAGE=VERSION',
    check: (source) =>
      unpinned(commandsIn(source, 'apk', 'add'), (command) =>
        packagesOf(command, 'add', ['-t', '--virtual', '-X', '--repository']).filter(
          (each) => !/[=~]|\.apk$/.test(each),
        ),
      ),
  },
  {
    name: 'DL3019',
    severity: 'info',
    advice: 'write apk add --no-cache',
    check: (source) =>
      once(
        commandsIn(source, 'apk', 'add').filter(
          ({ command, statement }) =>
            !hasOption(command, '--no-cache') && !/--mount=\S*\/var\/cache\/apk/.test(statement.raw),
        ),
        () => 'the cache of apk stays in the image',
      ),
  },
  {
    name: 'DL3027',
    severity: 'warning',
    advice: 'use apt-get, whose output and options stay the same',
    check: (source) => once(commandsIn(source, 'apt'), () => 'apt is for people'),
  },
  {
    name: 'DL3028',
    severity: 'warning',
    advice: 'name the version: gem install PACKAGE:VERSION',
    check: (source) =>
      unpinned(
        commandsIn(source, 'gem', 'install', 'i').filter(
          ({ command }) => !hasOption(command, '-v', '--version'),
        ),
        (command) => operandsOf(command).filter((each) => !/^(install|i)$|:/.test(each)),
      ),
  },
  {
    name: 'DL3042',
    severity: 'warning',
    advice: 'write pip install --no-cache-dir',
    check: (source) =>
      once(
        pipInstalls(source).filter(
          ({ command, statement }) =>
            !hasOption(command, '--no-cache-dir') && !/PIP_NO_CACHE_DIR|--mount=\S*cache/.test(statement.raw),
        ),
        () => 'the cache of pip stays in the image',
      ),
  },
  {
    name: 'DL3047',
    severity: 'info',
    advice: 'write wget --progress=dot:giga, or -q',
    check: (source) =>
      once(
        commandsIn(source, 'wget').filter(({ command }) => !hasOption(command, ...wgetOptions)),
        () => 'wget draws its progress into the output of the build',
      ),
  },
  {
    name: 'DL4001',
    severity: 'warning',
    advice: 'use one of the two',
    check: ({ stages }) => stages.flatMap(twoDownloaders),
  },
  {
    name: 'DL4005',
    severity: 'warning',
    advice: 'choose the shell with SHELL',
    check: (source) =>
      once(
        commandsIn(source, 'ln').filter(({ command }) => command.words.includes('/bin/sh')),
        () => 'the shell is replaced',
      ),
  },
  {
    name: 'DL4006',
    severity: 'warning',
    advice:
      'set SHELL ["/bin/bash", "-o", "pipefail", "-c"] above; SHELL ["/bin/ash", "-eo", "pipefail", "-c"] in Alpine',
    check: ({ stages }) => stages.flatMap(unwatchedPipes),
  },
];

const pointless = new Set(['free', 'kill', 'mount', 'ps', 'service', 'shutdown', 'ssh', 'top', 'vim']);

interface Found {
  readonly line: number;
  readonly command: ShellCommand;
}

/** One flaw per RUN, whatever number of its commands are concerned. */
function once(found: readonly Found[], messageOf: (command: ShellCommand) => string): readonly Flaw[] {
  const first = found.filter(({ line }, index) => found.findIndex((each) => each.line === line) === index);
  return flawsIn(first, ({ command }) => messageOf(command));
}

function unpinned(
  found: readonly Found[],
  namesOf: (command: ShellCommand) => readonly string[],
): readonly Flaw[] {
  const bad = found.filter(({ command }) => namesOf(command).length > 0);
  return once(bad, (command) => `${namesOf(command).join(', ')}: no version is named`);
}

function packagesOf(command: ShellCommand, verb: string, withValue: readonly string[] = []) {
  return operandsOf(command, withValue).filter((word) => word !== verb);
}

/** A version, a tag, a commit, an archive or a folder. */
function isPinnedForNpm(name: string): boolean {
  if (/^git(\+\w+)?:\/\//.test(name)) return name.includes('#');
  if (/\.(tar|tar\.gz|tgz)$|^(\/|\.\.?\/|~\/)/.test(name)) return true;
  return name.slice(1).includes('@');
}

function pipInstalls(source: Statements) {
  return ['pip', 'pip2', 'pip3'].flatMap((name) => commandsIn(source, name, 'install'));
}

const pipOptions = [
  '-c',
  '--constraint',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-t',
  '--target',
  '--proxy',
];

/** A version or a range, a commit, an archive or a folder. */
function isPinnedForPip(name: string): boolean {
  return /[=<>~@!]|\.(whl|tar\.gz)$|^[./]/.test(name);
}

const wgetOptions = [
  ...['-q', '--quiet', '-nv', '--no-verbose', '--progress', '-o', '--output-file', '-a', '--append-output'],
];

/** Twice quiet implies yes. */
function isQuiet({ words }: ShellCommand): boolean {
  const letters = words.filter((word) => /^-[a-z]*q[a-z]*$/.test(word)).join('');
  return words.some((word) => /^(-q=2|--quiet=2)$/.test(word)) || letters.split('q').length > 2;
}

function twoDownloaders(stage: Stage): readonly Flaw[] {
  const seen = new Set<string>();
  return flawsIn(runsOf(stage), ({ commands }) => {
    const used = commands.map(({ name }) => name).filter((name) => name === 'curl' || name === 'wget');
    used.forEach((name) => seen.add(name));
    return used.length > 0 && seen.size > 1 ? 'the stage uses both curl and wget' : undefined;
  });
}

const withoutPipefail = /^(\S*\/)?(pwsh|powershell|cmd)(\.exe)?$/i;

/** Pipes whose earlier parts may fail without anybody noticing. */
function unwatchedPipes(stage: Stage): readonly Flaw[] {
  let isWatched = false;
  const runs = new Map(runsOf(stage).map((run) => [run.statement, run]));
  return flawsIn(stage.statements, (statement) => {
    if (statement.keyword === 'SHELL') {
      const [shell = ''] = statement.words;
      isWatched = withoutPipefail.test(shell) || statement.words.includes('pipefail');
    }
    const isOpen = runs.get(statement)?.hasPipe && !isWatched;
    return isOpen ? 'only the last command of the pipe is asked whether it failed' : undefined;
  });
}
