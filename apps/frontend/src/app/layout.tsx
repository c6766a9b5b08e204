import '@fontsource-variable/figtree/wght.css';
import '../styles/tokens.css';
import '../styles/base.css';
import type { Metadata, Viewport } from 'next';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { appStrings } from '../strings/app.ts';

export const metadata: Metadata = { title: appStrings.title, description: appStrings.description };

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  interactiveWidget: 'resizes-content',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#e9ece4' },
    { media: '(prefers-color-scheme: dark)', color: '#101411' },
  ],
};

/** Rendered for each request: every answer carries a nonce of its own for its scripts (see proxy.ts). */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  await connection();
  return (
    <html lang="en" dir="ltr">
      <body>{children}</body>
    </html>
  );
}
