import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import styles from './message-page.module.css';

interface MessagePageProps {
  readonly title: string;
  readonly text: string;
  /** The way on. */
  readonly children: ReactNode;
}

/** A page that has nothing but something to say. */
export function MessagePage({ title, text, children }: MessagePageProps) {
  return (
    <main className={styles.page}>
      <Brand />
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </main>
  );
}
