import { MessagePage } from '../features/shell/message-page.tsx';
import { pageStrings } from '../strings/page.ts';

export default function NotFound() {
  const { notFoundTitle, notFoundText, home } = pageStrings;
  return (
    <MessagePage title={notFoundTitle} text={notFoundText}>
      <a href="/">{home}</a>
    </MessagePage>
  );
}
