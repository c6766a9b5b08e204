'use client';

import ErrorPage from './error.tsx';
import '../styles/tokens.css';
import '../styles/base.css';

/** Shown when the layout itself threw, hence a document of its own. */
export default function GlobalError() {
  return (
    <html lang="en" dir="ltr">
      <body>
        <ErrorPage />
      </body>
    </html>
  );
}
