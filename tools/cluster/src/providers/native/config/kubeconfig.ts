import { dump } from 'js-yaml';
import type { Issued } from '../pki/issue-certificate.ts';

export interface KubeconfigEntry {
  /** Names the context and its cluster. */
  readonly context: string;
  readonly user: string;
  readonly server: string;
  /** The authority's certificate, PEM. */
  readonly authority: string;
  readonly credentials: Issued;
}

/** A kubeconfig with one context, which is the current one; keys are embedded, so that one file is all of it. */
export function kubeconfig({ context, user, server, authority, credentials }: KubeconfigEntry): string {
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: context, cluster: { server, 'certificate-authority-data': toBase64(authority) } }],
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': toBase64(credentials.certificate),
          'client-key-data': toBase64(credentials.key),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user } }],
    'current-context': context,
  });
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
