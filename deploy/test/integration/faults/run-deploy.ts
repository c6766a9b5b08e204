// A program of its own, for faults that strike a whole process: carries out the request that a file holds as the command
// line program does, and prints its events as JSON lines.
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import type { DeployRequest } from '../../../src/deploy-request.ts';
import type { PublishedImage } from '../../../src/unit.ts';

/** A request without what no file can hold. */
export interface WrittenRequest extends Omit<DeployRequest, 'images'> {
  readonly published: readonly PublishedImage[];
}

enableCompileCache();
const { DeployError } = await import('../../../src/errors.ts');
const { listenForCancellation } = await import('../../../src/cancellation.ts');
const { deploy } = await import('../../../src/deploy.ts');
const { createJsonReporter } = await import('../../../src/report/json-reporter.ts');

const { published, ...request } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WrittenRequest;
const { report } = createJsonReporter((text) => void process.stdout.write(text));
const { signal } = listenForCancellation(() => report({ type: 'note', message: 'cancelled' }));
const images = new Map(published.map((image) => [image.unit, image]));

const exitCode = await deploy({ ...request, images: () => Promise.resolve(images) }, { report, signal }).then(
  () => 0,
  (error: unknown) => {
    if (error instanceof DeployError) return error.exitCode;
    throw error;
  },
);
process.stdout.write('', () => process.exit(exitCode));
