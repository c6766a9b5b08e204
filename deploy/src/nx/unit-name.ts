/**
 * The name of a project's unit, as a label, a repository and a command line can have it: `@acme/Shop_Api` is `shop-api`.
 *
 * @param project the name that Nx knows it by, which may be that of an npm package
 */
export function unitName(project: string): string {
  return project
    .replace(/^.*\//, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
