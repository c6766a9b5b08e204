/** A value that no output may hold. Quotes and slashes make its encodings differ from it; its core is in each of them. */
export function canary(core: string): string {
  return `k/"${core}"+1`;
}

/**
 * Where a core is found in a text: as it is, which JSON and URLs leave it, or within anything that is base64.
 *
 * @returns a few characters around each place
 */
export function findCanaries(text: string, cores: readonly string[]): readonly string[] {
  const encoded = [...text.matchAll(/[A-Za-z0-9+/_-]{12,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((offset) => ({
      shown: run,
      said: Buffer.from(run.slice(offset), 'base64').toString('latin1'),
    })),
  );
  const plain = text.split('\n').map((line) => ({ shown: line, said: line }));
  return [...plain, ...encoded].flatMap(({ shown, said }) =>
    cores.some((core) => said.includes(core)) ? [shown.slice(0, 200)] : [],
  );
}
