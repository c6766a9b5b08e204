// A program of its own, for specs that need it to run in another environment: makes the image of one unit, and prints
// events and outcome as JSON lines. Arguments: workspace, registry, mirrors (JSON), input hash.
import { ensureImages } from '../../src/image/ensure-images.ts';
import { imageUnit } from './image-unit.ts';

const [workspaceRoot = '', registry = '', mirrors = '{}', inputHash = ''] = process.argv.slice(2);

try {
  const images = await ensureImages([imageUnit(inputHash)], {
    registry,
    mirrors: JSON.parse(mirrors) as Record<string, string>,
    workspaceRoot,
    report: print,
    buildProjects: () => Promise.resolve(),
  });
  print({ images: [...images.values()] });
} catch (error) {
  const { code, message, hint } = error as { code?: string; message: string; hint?: string };
  print({ error: { code, message, hint } });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
