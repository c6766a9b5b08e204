import { resolve } from 'node:path';
import type { CommandEntry } from '../command.ts';
import { createPublishedImageProvider } from '../image-provider.ts';
import { count } from '../report/format.ts';
import type { LeftOut } from '../render/rendered-files.ts';
import type { FolderChange } from '../render/write-files.ts';
import type { CommandContext } from '../run-command.ts';
import { toDeployRequest } from '../session.ts';

export const renderCommand: CommandEntry = {
  summary: 'write what a deploy would apply into files, for GitOps tools',
  details: `One file per object, images by digest, labelled as a deploy labels them, the same bytes each time. Builds nothing, and
needs the cluster only for kinds that are not well known. Secrets, and what is generated once, are left out and named. Of what
is in the folder already, only files are removed that an earlier render made.`,
  examples: [
    'todo-deploy render --environment production --out manifests',
    'todo-deploy render --out manifests --include-secrets',
  ],
  options: ['out', 'include-secrets'],
  required: ['out'],
  run,
};

async function run({ session, options, report, signal, print }: CommandContext): Promise<void> {
  const [{ renderEnvironment }, { writeFiles }] = await Promise.all([
    import('../render/render-environment.ts'),
    import('../render/write-files.ts'),
  ]);
  const includeSecrets = options['include-secrets'];
  const request = toDeployRequest(session, createPublishedImageProvider(session));
  const { files, leftOut } = await renderEnvironment(request, { includeSecrets, report, signal });
  const folder = resolve(options.out ?? '');
  const change = writeFiles(folder, files);
  print({ text: describe(folder, change, leftOut), json: { type: 'render', folder, ...change, leftOut } });
}

function describe(
  folder: string,
  { written, unchanged, removed, kept }: FolderChange,
  leftOut: readonly LeftOut[],
): string {
  const total = count(written.length + unchanged.length, 'file');
  const lines = [
    `${folder}: ${total}, ${written.length} written, ${removed.length} removed`,
    ...kept.map((path) => `kept      ${path}: the environment no longer has it, but somebody changed it`),
    ...leftOut.map(({ object, why }) => `left out  ${object}: ${why}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
