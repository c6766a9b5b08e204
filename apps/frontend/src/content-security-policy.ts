export interface PolicyOptions {
  /** Random, used in one answer only: the scripts that carry it run, and what they load. */
  readonly nonce: string;
  /** `next dev` evaluates strings and writes styles into the page. */
  readonly isDevelopment: boolean;
}

/** The page's Content-Security-Policy: everything comes from its own host, and no script that it did not send runs. */
export function contentSecurityPolicy({ nonce, isDevelopment }: PolicyOptions): string {
  const scripts = `'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`;
  const styles = isDevelopment ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  const directives = {
    'default-src': "'none'",
    'script-src': scripts,
    'style-src': styles,
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}
