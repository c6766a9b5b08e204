import { commandNames, optionEntries, optionsOf, type CommandName } from './options.ts';

/**
 * The help of the program, or of one of its commands.
 *
 * @returns lines that end without a newline
 */
export function usage(command?: CommandName): string {
  return command ? commandUsage(command) : programUsage();
}

const summaries = {
  deploy: 'publish the images that changed, apply what differs, wait until it is ready',
  plan: 'show what one deploy would do; builds, pushes and writes nothing',
  status: 'show what runs: per unit its commit, age, image and readiness',
  images: 'publish the images that changed, without touching the cluster',
} as const satisfies Record<CommandName, string>;

const details = {
  deploy: `Reads what runs from the cluster, and changes only what differs from it: an image is built only when the registry
lacks the one made from these inputs, an object is written only when it differs, a pod restarts only when it must.
Ctrl-C stops after the write that is under way and says what is left; a second one ends the program at once.`,
  plan: 'Reads the cluster and the registry only.',
  status: 'Reads the ledger that the last deploy left in the cluster, and the objects it lists.',
  images: 'An image is named by its digest. The same inputs give the same digest on any machine.',
} as const satisfies Record<CommandName, string>;

const examples = {
  deploy: [
    'todo-deploy deploy',
    'todo-deploy deploy --unit backend --timeout 5m',
    'todo-deploy deploy --context kind-dev --registry localhost:5001 --address http://localhost:8080',
  ],
  plan: ['todo-deploy plan', 'todo-deploy plan --json'],
  status: ['todo-deploy status', 'todo-deploy status --environment staging --json'],
  images: ['todo-deploy images', 'todo-deploy images --unit frontend'],
} as const satisfies Record<CommandName, readonly string[]>;

const exitCodes = `Exit codes
  0      done, or nothing to do      1      a bug in todo-deploy
  2      wrong use                   10-19  the cluster
  20-29  chart, values, manifest     30-39  an object was refused
  40-49  a rollout failed            50-59  images
  60-69  workspace, environment      70-79  registry
  130    cancelled (Ctrl-C)`;

function programUsage(): string {
  const commands = commandNames.map((name) => `  ${name.padEnd(8)}${summaries[name]}`);
  return `todo-deploy COMMAND [OPTION…]

Takes what is in this workspace to a healthy rollout on Kubernetes.

Commands
${commands.join('\n')}

Examples
${commandNames.map((name) => `  ${examples[name][0]}`).join('\n')}

${exitCodes}

todo-deploy COMMAND --help tells a command's options.`;
}

function commandUsage(command: CommandName): string {
  const options = optionsOf(command).map((name) => {
    const entry = optionEntries[name];
    const flag = 'value' in entry ? `--${name} ${entry.value}` : `--${name}`;
    return `  ${flag.padEnd(20)}${entry.description}`;
  });
  return `todo-deploy ${command} [OPTION…]: ${summaries[command]}

${details[command]}

Options
${options.join('\n')}

Examples
${examples[command].map((example) => `  ${example}`).join('\n')}

${exitCodes}`;
}
