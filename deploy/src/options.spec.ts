import { describe, expect, it } from '@jest/globals';
import { commandNames, optionsOf, parseCommandLine, parseOptions } from './options.ts';
import { usage } from './usage.ts';

const defaults = {
  environment: 'local',
  connection: {},
  units: [],
  noRollback: false,
  json: false,
  noColor: false,
};

function options(...words: string[]) {
  const commandLine = parseCommandLine(words);
  if (commandLine.action === 'help') throw new Error('help');
  return commandLine.options;
}

describe('parseCommandLine', () => {
  it('fills in what was not given', () => {
    expect(options('deploy')).toEqual(defaults);
  });

  it('takes every option of deploy', () => {
    const words = ['--environment', 'staging', '--unit', 'backend', '--unit=frontend', '--unit', 'backend'];
    const connection = ['--context', 'c', '--kubeconfig', '/k', '--registry', 'r.example:5000/team'];
    const rest = [
      '--address',
      'https://todo.example/',
      '--timeout',
      '2m',
      '--no-rollback',
      '--json',
      '--no-color',
    ];
    expect(options('deploy', ...words, ...connection, ...rest)).toEqual({
      environment: 'staging',
      units: ['backend', 'frontend'],
      connection: {
        context: 'c',
        kubeconfig: '/k',
        registry: 'r.example:5000/team',
        address: 'https://todo.example',
      },
      timeoutMs: 120_000,
      noRollback: true,
      json: true,
      noColor: true,
    });
  });

  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the time %s', (text, timeoutMs) => {
    expect(options('deploy', '--timeout', text)).toMatchObject({ timeoutMs });
  });

  it.each([[[]], [['--help']], [['help']]])('gives the help for %j', (words) => {
    expect(parseCommandLine(words)).toEqual({ action: 'help' });
  });

  it('gives the help of a command', () => {
    expect(parseCommandLine(['plan', '--unit', 'x', '--help'])).toEqual({ action: 'help', command: 'plan' });
  });

  it.each([
    [
      ['launch'],
      'COMMAND_UNKNOWN',
      'todo-deploy launch: no such command; there are deploy, plan, status, images',
    ],
    [['plan', '--force'], 'OPTION_UNKNOWN', 'todo-deploy plan: knows no option --force'],
    [['status', '--unit', 'backend'], 'OPTION_UNKNOWN', 'todo-deploy status: knows no option --unit'],
    [['deploy', 'backend'], 'OPTION_UNKNOWN', 'todo-deploy deploy: knows no option backend'],
    [['deploy', '-x'], 'OPTION_UNKNOWN', 'todo-deploy deploy: knows no option -x'],
    [['deploy', '--json=yes'], 'OPTION_INVALID', 'Option --json: takes no value'],
    [['deploy', '--unit'], 'OPTION_INVALID', 'Option --unit: needs a value'],
    [['deploy', '--unit', '--json'], 'OPTION_INVALID', 'Option --unit: needs a value'],
    [['deploy', '--unit='], 'OPTION_INVALID', 'Option --unit: needs a value'],
    [['deploy', '--timeout', '5'], 'OPTION_INVALID', 'Option --timeout: must be a time such as 90s or 2m'],
    [['deploy', '--timeout', '0s'], 'OPTION_INVALID', 'Option --timeout: must be a time'],
    [['deploy', '--address', 'localhost:8080'], 'OPTION_INVALID', 'Option --address: must be a URL'],
    [['deploy', '--registry', 'http://r'], 'OPTION_INVALID', 'Option --registry: must be a host'],
    [['deploy', '--environment', '../x'], 'OPTION_INVALID', 'Option --environment: must be a name'],
  ])('refuses %j', (words, code, message) => {
    expect(() => parseCommandLine(words)).toThrow(
      expect.objectContaining({ code, exitCode: 2, message: expect.stringContaining(message) as unknown }),
    );
  });
});

describe('parseOptions', () => {
  it('takes the options of an executor, and leaves out what is not for it', () => {
    expect(parseOptions({ environment: 'staging', timeout: '5s', chart: 'deploy/chart' }, 'nx run')).toEqual({
      ...defaults,
      environment: 'staging',
      timeoutMs: 5_000,
    });
  });
});

describe('usage', () => {
  it.each(commandNames)('of %s tells each of its options and an example', (command) => {
    const text = usage(command);
    for (const option of optionsOf(command)) expect(text).toContain(`  --${option}`);
    expect(text).toContain(`  todo-deploy ${command}\n`);
  });

  it('of the program tells each command and the exit codes', () => {
    for (const command of commandNames) expect(usage()).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(usage()).toContain('130    cancelled');
  });
});
