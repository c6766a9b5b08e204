/** A Dockerfile whose base images come from where the cluster's node and todo-deploy take them too. */
export function mirrorDockerfile(text: string, mirrors: Readonly<Record<string, string>> = {}): string {
  return text.replace(/^(FROM\s+)([^/\s]+)\//gim, (line, from: string, registry: string) => {
    const mirror = mirrors[registry];
    return mirror === undefined ? line : `${from}${mirror}/`;
  });
}
