/**
 * A Dockerfile whose base images come from where the cluster's node and todo-deploy take them too, and whose syntax is the
 * builder's own instead of an image that it would first look up.
 */
export function mirrorDockerfile(text: string, mirrors: Readonly<Record<string, string>> = {}): string {
  return text
    .replace(/^#\s*syntax=.*\n/i, '')
    .replace(/^(FROM\s+)([^/\s]+)\//gim, (line, from: string, registry: string) => {
      const mirror = mirrors[registry];
      return mirror === undefined ? line : `${from}${mirror}/`;
    });
}
