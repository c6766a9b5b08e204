'use client';

import { MessagePage } from '../features/shell/message-page.tsx';
import { pageStrings } from '../strings/page.ts';
import { Button } from '../ui/button.tsx';

/** Shown when a component threw, or a script of an older version is gone: a reload mends both. */
export default function ErrorPage() {
  const { errorTitle, errorText, reload } = pageStrings;
  return (
    <MessagePage title={errorTitle} text={errorText}>
      <Button look="primary" onClick={() => location.reload()}>
        {reload}
      </Button>
    </MessagePage>
  );
}
