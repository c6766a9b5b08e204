import type { Bench } from '../bench.ts';
import type { ImageTool } from './image-tool.ts';

/** `docker build` with BuildKit, and `docker push`, by an engine that runs already. */
export async function dockerTool(
  { run }: Bench,
  engine: { readonly env: NodeJS.ProcessEnv },
): Promise<ImageTool> {
  const { env } = engine;
  const { output } = await run(['docker', 'version', '--format', '{{.Server.Version}}'], { env });
  return {
    version: `Docker ${output[0]}`,
    name: 'docker build (BuildKit) + push',
    async publish({ context, dockerfile, reference }) {
      const built = await run(
        ['docker', 'build', '--quiet', '--tag', reference, '--file', dockerfile, context],
        { env },
      );
      const pushed = await run(['docker', 'push', reference], { env });
      return { durationMs: built.durationMs + pushed.durationMs, digest: digestIn(pushed.output) };
    },
  };
}

function digestIn(output: readonly string[]): string | undefined {
  return output.map((line) => /digest: (sha256:[0-9a-f]{64})/.exec(line)?.[1]).find((digest) => digest);
}
