import { describe, expect, it } from '@jest/globals';
import { renderToStaticMarkup } from 'react-dom/server';
import { toolCall } from '../../../test/builders.ts';
import { textOf } from '../../../test/render.ts';
import { FrontendError } from '../../errors.ts';
import { initialChat, type ChatState } from './chat-state.ts';
import { MessageList } from './message-list.tsx';
import type { Chat } from './use-chat.ts';

function chatOf(state: Partial<ChatState>): Chat {
  const nothing = () => Promise.resolve();
  const actions = {
    load: nothing,
    loadEarlier: nothing,
    startNew: () => undefined,
    send: nothing,
    retry: nothing,
  };
  return { ...actions, state: { ...initialChat, history: 'loaded', ...state } };
}

const said = { key: '1', role: 'user', text: 'Add a task to buy groceries', toolCalls: [] } as const;

describe('MessageList', () => {
  it('suggests what to say while the chat is empty, and not once it is not', () => {
    expect(textOf(<MessageList chat={chatOf({})} />)).toContain('Add a task to buy groceries');
    expect(textOf(<MessageList chat={chatOf({ messages: [said] })} />)).not.toContain("What's pending?");
  });

  it('shows what the assistant did under its words', () => {
    const call = toolCall('add_task', { task_id: 5, status: 'created', title: 'Buy groceries' });
    const answer = { key: '2', role: 'assistant', text: 'I put it on the list.', toolCalls: [call] } as const;
    const text = textOf(<MessageList chat={chatOf({ messages: [said, answer] })} />);
    expect(text).toContain('I put it on the list. Added Buy groceries Task 5');
  });

  it('says why a message was not answered, and offers to try again', () => {
    const failed = { ...said, error: new FrontendError('SERVICE_UNAVAILABLE', undefined) };
    const text = textOf(<MessageList chat={chatOf({ messages: [failed] })} />);
    expect(text).toContain('The service is not available for a moment');
    expect(text).toContain('Try again');
  });

  it('says that it waits', () => {
    expect(textOf(<MessageList chat={chatOf({ messages: [said], isWaiting: true })} />)).toContain(
      'Working on it',
    );
  });

  it('offers older messages only when there are some', () => {
    expect(textOf(<MessageList chat={chatOf({ messages: [said], earlierThan: 3 })} />)).toContain('earlier');
    expect(textOf(<MessageList chat={chatOf({ messages: [said] })} />)).not.toContain('earlier');
  });

  it('takes what was said as text, never as markup', () => {
    const hostile = { ...said, text: '<img src=x onerror=alert(1)>' };
    const html = renderToStaticMarkup(<MessageList chat={chatOf({ messages: [hostile] })} />);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x');
  });

  it('is a log that is read out politely', () => {
    const html = renderToStaticMarkup(<MessageList chat={chatOf({ messages: [said] })} />);
    expect(html).toMatch(/role="log"[^>]*aria-live="polite"/);
  });
});
