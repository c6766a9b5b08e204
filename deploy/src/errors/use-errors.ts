import type { ErrorTable } from '@todo/errors';

interface OptionFact {
  /** `--timeout` */
  readonly option: string;
  /** What was called: `todo-deploy plan`. */
  readonly command: string;
}

const nothingDone = 'nothing was done';

/** What reading the command line, the workspace, the environment and the connection can end with. */
export const useErrors = {
  COMMAND_UNKNOWN: {
    title: 'There is no such command',
    message: ({ command, known }: { command: string; known: readonly string[] }) =>
      `todo-deploy ${command}: no such command; there are ${known.join(', ')}`,
    hint: () => 'todo-deploy --help',
    exitCode: 2,
  },
  OPTION_UNKNOWN: {
    title: 'There is no such option',
    message: ({ option, command, known }: OptionFact & { known: readonly string[] }) =>
      `${command}: knows no option ${option}; it knows ${known.join(', ')}`,
    hint: ({ command }: OptionFact) => `${command} --help`,
    exitCode: 2,
  },
  OPTION_INVALID: {
    title: 'An option has a value that it cannot have',
    message: ({ option, reason }: OptionFact & { reason: string }) =>
      `Option ${option}: ${reason}; ${nothingDone}`,
    hint: ({ command }: OptionFact) => `${command} --help`,
    exitCode: 2,
  },
  OPERAND_MISSING: {
    title: 'A word is missing',
    message: ({ command, operand, description }: { command: string; operand: string; description: string }) =>
      `${command}: needs ${operand}, ${description}; ${nothingDone}`,
    hint: ({ command }: { command: string }) => `${command} --help`,
    exitCode: 2,
  },
  REPORT_UNWRITABLE: {
    title: 'The report cannot be written',
    message: ({ file, reason }: { file: string; reason: string }) =>
      `Report ${file}: cannot be written: ${reason}; ${nothingDone}`,
    hint: () => 'name a file in a folder that is there and yours with --report',
    exitCode: 2,
  },
  WORKSPACE_MISSING: {
    title: 'Not inside a workspace',
    message: ({ folder }: { folder: string }) =>
      `Folder ${folder}: neither it nor a folder above it holds an nx.json; ${nothingDone}`,
    hint: () => 'change into your workspace and run the same command again',
    exitCode: 60,
  },
  GRAPH_FAILED: {
    title: "Nx cannot read the workspace's projects",
    message: ({ root, reasons }: { root: string; reasons: readonly string[] }) =>
      `Workspace ${root}: Nx cannot read its projects: ${reasons.join('; ')}; ${nothingDone}`,
    hint: () => 'npx nx show projects --verbose',
    exitCode: 61,
  },
  CHART_UNCLEAR: {
    title: 'Not exactly one project has the chart',
    message: ({ projects }: { projects: readonly string[] }) =>
      projects.length === 0
        ? `Workspace: no project holds chart/Chart.yaml, so there is nothing to deploy; ${nothingDone}`
        : `Workspace: projects ${projects.join(', ')} each hold a chart/Chart.yaml, where one is expected; ${nothingDone}`,
    hint: () => 'npx nx show projects --with-target k8s-apply',
    exitCode: 62,
  },
  UNIT_UNKNOWN: {
    title: 'There is no such unit',
    message: ({ unit, known }: { unit: string; known: readonly string[] }) =>
      `Unit ${unit}: no such unit; there are ${known.join(', ')}`,
    hint: ({ known }: { known: readonly string[] }) => `name one of them, such as ${known[0] ?? 'NAME'}`,
    exitCode: 63,
  },
  ENVIRONMENT_UNKNOWN: {
    title: 'There is no such environment',
    message: ({
      environment,
      file,
      known,
    }: {
      environment: string;
      file: string;
      known: readonly string[];
    }) =>
      `Environment ${environment}: ${file} does not exist; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none'}`,
    hint: ({ known, file }: { file: string; known: readonly string[] }) =>
      known[0] ? `--environment ${known[0]}` : `write ${file}`,
    exitCode: 64,
  },
  ENVIRONMENT_INVALID: {
    title: 'The file of the environment cannot be used',
    message: ({ file, reasons }: { file: string; reasons: readonly string[] }) =>
      `${file}: ${reasons.join('; ')}; ${nothingDone}`,
    hint: ({ file }: { file: string }) => `correct ${file}`,
    exitCode: 65,
  },
  CONNECTION_MISSING: {
    title: 'No cluster is known',
    message: ({ why, missing }: { why: string; missing: readonly string[] }) =>
      `Cluster: ${why}, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not given; ${nothingDone}`,
    hint: () =>
      'name yours: --context NAME --registry HOST --address URL; or start one that writes the file (npm start, where the workspace has one)',
    exitCode: 66,
  },
  CONNECTION_INVALID: {
    title: 'The connection file cannot be used',
    message: ({ file, reasons }: { file: string; reasons: readonly string[] }) =>
      `${file}: ${reasons.join('; ')}; ${nothingDone}`,
    hint: () => 'correct it, or start the cluster again, which writes it anew',
    exitCode: 67,
  },
  BUILD_FAILED: {
    title: 'A project does not build',
    message: ({ units, exitCode }: { units: readonly string[]; exitCode: number }) =>
      `Build of ${units.join(', ')}: nx ended with exit code ${exitCode}, for the reason above; no image was pushed`,
    hint: ({ units }: { units: readonly string[] }) => `npx nx run-many -t build -p ${units.join(',')}`,
    exitCode: 68,
  },
  UNITS_UNPUBLISHED: {
    title: 'Images of what the projects are now were not published',
    message: ({ units, registry }: { units: readonly string[]; registry: string }) =>
      `Units ${units.join(', ')}: registry ${registry} has no image of what they are now; nothing was written`,
    hint: ({ units }: { units: readonly string[] }) =>
      `npx nx run-many -t docker-build -p ${units.join(',')}`,
    exitCode: 69,
  },
} as const satisfies ErrorTable;
