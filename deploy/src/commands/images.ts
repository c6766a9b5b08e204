import type { CommandEntry } from '../command.ts';
import { createImageProvider } from '../image-provider.ts';
import type { CommandContext } from '../run-command.ts';

export const imagesCommand: CommandEntry = {
  summary: 'publish the images that changed, without touching the cluster',
  details: 'An image is named by its digest. The same inputs give the same digest on any machine.',
  examples: ['todo-deploy images', 'todo-deploy images --unit frontend'],
  options: ['unit'],
  run,
};

async function run({ session, report, signal, print }: CommandContext): Promise<void> {
  const wanted = session.units.filter(({ name, image }) => image && (session.only?.includes(name) ?? true));
  const images = await createImageProvider(session, { signal })(wanted, { publish: true, report, signal });
  const published = [...images.values()];
  print({
    text: published.map(({ repository, digest }) => `${repository}@${digest}\n`).join(''),
    json: { type: 'images', images: published },
  });
}
