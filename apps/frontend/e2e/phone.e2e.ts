import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, type OpenPage } from './browser.ts';
import { ChatPage } from './pages/chat-page.ts';

const longTask = `prepare the ${'very '.repeat(12)}quarterly report for https://example.com/${'x'.repeat(60)}`;

let browser: Browser;
let open: OpenPage;
let app: ChatPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  const viewport = { width: 390, height: 844 };
  open = await openPage(browser, { viewport, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
  app = new ChatPage(open.page);
});
afterEach(async () => {
  await open.context.close();
  expect(open.complaints.list).toEqual([]);
});

describe('on a phone', () => {
  it('nothing is wider than the screen, with the longest words', async () => {
    expect(await app.overflow()).toBe(0);
    await app.continueAsGuest();
    await app.say(`Add a task to ${longTask}`);
    expect(await app.overflow()).toBe(0);
    await app.show('Todos');
    await app.list.getByRole('listitem').first().waitFor();
    expect(await app.overflow()).toBe(0);
  });

  it('chat and todos are one tap apart', async () => {
    await app.continueAsGuest();
    await app.say('Add a task to buy groceries');
    expect(await app.list.isVisible()).toBe(false);
    await app.show('Todos');
    await app.todo('Buy groceries').waitFor();
    expect(await app.composer.isVisible()).toBe(false);
    await app.show('Chat');
    await app.action('Added', 'Buy groceries').waitFor();
  });
});
