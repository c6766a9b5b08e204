import { describe, expect, it } from '@jest/globals';
import { optionsOf } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { commandNames, loadCommand } from './commands/commands.ts';
import type { Options } from './options.ts';
import { usage } from './usage.ts';

const defaults = { environment: 'local', unit: [], operands: [], json: false };

async function options(...words: string[]): Promise<Options> {
  const commandLine = await parseCommandLine(words);
  if (commandLine.action === 'help') throw new Error('help');
  return commandLine.options;
}

describe('parseCommandLine', () => {
  it('fills in what was not given', async () => {
    expect(await options('deploy')).toMatchObject(defaults);
  });

  it('takes every option of deploy', async () => {
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
    expect(await options('deploy', ...words, ...connection, ...rest)).toMatchObject({
      environment: 'staging',
      unit: ['backend', 'frontend'],
      context: 'c',
      kubeconfig: '/k',
      registry: 'r.example:5000/team',
      address: 'https://todo.example',
      timeout: 120_000,
      'no-rollback': true,
      json: true,
      'no-color': true,
    });
  });
  it.each([
    ['500ms', 500],
    ['90s', 90_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the time %s', async (text, timeout) => {
    expect(await options('deploy', '--timeout', text)).toMatchObject({ timeout });
  });

  it('takes any number of words where a command does', async () => {
    const words = ['review-dockerfile', 'a', 'b', 'c'];
    expect(await options(...words)).toMatchObject({ operands: ['a', 'b', 'c'] });
  });

  it.each([[[]], [['--help']], [['help']]])('gives the help for %j', async (words) => {
    expect(await parseCommandLine(words)).toEqual({ action: 'help' });
  });

  it('gives the help of a command', async () => {
    const words = ['plan', '--unit', 'x', '--help'];
    expect(await parseCommandLine(words)).toEqual({ action: 'help', command: 'plan' });
  });

  it.each([
    [['launch'], 'COMMAND_UNKNOWN', 'todo-deploy launch: no such command; there are deploy, '],
    [['plan', '--force'], 'OPTION_UNKNOWN', 'todo-deploy plan: knows no option --force'],
    [['status', '--unit', 'backend'], 'OPTION_UNKNOWN', 'todo-deploy status: knows no option --unit'],
    [['deploy', 'backend'], 'OPTION_UNKNOWN', 'todo-deploy deploy: knows no option backend'],
    [['review-dockerfile', '--context', 'c'], 'OPTION_UNKNOWN', 'knows no option --context'],
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
  ])('refuses %j', async (words, code, message) => {
    await expect(parseCommandLine(words)).rejects.toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('usage', () => {
  it.each(commandNames)('of %s tells each of its options and an example', async (command) => {
    const text = await usage(command);
    for (const option of optionsOf(await loadCommand(command))) expect(text).toContain(`  --${option}`);
    expect(text).toContain(`  todo-deploy ${command}`);
  });

  it('of the program tells each command and the exit codes', async () => {
    const text = await usage();
    for (const command of commandNames) expect(text).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(text).toContain('130    cancelled');
  });
});
