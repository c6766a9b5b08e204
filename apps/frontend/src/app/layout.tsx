import '@fontsource-variable/figtree/wght.css';
import '../styles/tokens.css';
import '../styles/base.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { appStrings } from '../strings/app.ts';

export const metadata: Metadata = {
  title: appStrings.title,
  description: appStrings.description,
  icons: { icon: '/icon.svg' },
};

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

/** Rendered once, when it is built: the headers name the scripts in it by their hashes. */
export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" dir="ltr">
      <body>{children}</body>
    </html>
  );
}
