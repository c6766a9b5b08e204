import type { CommandContext } from '../run-command.ts';
import { createImageProvider } from '../session.ts';

/** Publishes the images that changed, without touching the cluster. */
export async function imagesCommand({ session, report, signal, print }: CommandContext): Promise<void> {
  const wanted = session.units.filter(({ name, image }) => image && (session.only?.includes(name) ?? true));
  const images = await createImageProvider(session)(wanted, { publish: true, report, signal });
  const published = [...images.values()];
  print({
    text: published.map(({ repository, digest }) => `${repository}@${digest}\n`).join(''),
    json: { type: 'images', images: published },
  });
}
