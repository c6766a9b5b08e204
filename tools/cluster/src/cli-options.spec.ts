import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from './cli-options.ts';

const existing = '--kubeconfig /k --context c --registry r:5000 --address http://todo.test/'.split(' ');

describe('parseCommandLine', () => {
  it('takes the native cluster `local` when nothing else is said', () => {
    expect(parseCommandLine(['up'])).toEqual({
      command: 'up',
      name: 'local',
      json: false,
      purge: false,
      check: false,
    });
  });

  it('takes an existing cluster when one is named, and guesses no https address for it', () => {
    expect(parseCommandLine(['up', ...existing]).existing).toEqual({
      kubeconfig: '/k',
      context: 'c',
      registry: 'r:5000',
      address: 'http://todo.test',
      secureAddress: 'http://todo.test',
    });
  });

  it.each([[[]], [['--help']], [['up', '-h']]])('helps for %j', (args) => {
    expect(parseCommandLine(args).command).toBe('help');
  });

  it.each([
    ['start', 'no command start; there are up, down, status, kubeconfig, programs'],
    ['--json', 'no command; there are up, down, status, kubeconfig, programs'],
    ['up down', 'down after up is not understood'],
    ['up --name Local', '--name Local has to be 1 to 12 small letters'],
    ['up --name ../etc', '--name ../etc has to be'],
    ['up --name thirteen-chars', '--name thirteen-chars has to be'],
    ['up --purge', '--purge belongs to the command down'],
    ['down --check', '--check belongs to the command programs'],
    ['up --provider docker', 'no provider docker; there are native, existing'],
    ['up --provider existing', 'needs --kubeconfig and --context and --registry and --address too'],
    ['up --context c', '--provider existing needs --kubeconfig and --registry and --address too'],
    ['up --provider native --context c', '--kubeconfig and --context belong to --provider existing'],
    ['up --frobnicate', "Unknown option '--frobnicate'"],
  ])('refuses `%s`', (line, problem) => {
    expect(() => parseCommandLine(line.split(' '))).toThrow(problem);
  });

  it('refuses an address that is no http(s) URL', () => {
    const args = ['up', ...existing.slice(0, -1), 'ftp://todo.test'];
    expect(() => parseCommandLine(args)).toThrow('--address ftp://todo.test is not an http(s) URL');
  });
});
