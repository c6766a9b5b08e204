import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, type OpenPage } from './browser.ts';
import { ChatPage } from './pages/chat-page.ts';

// What a person sees while the service is away. The browser's connection plays the outage, so that others who use the
// same app are not disturbed by it.
let browser: Browser;
let open: OpenPage;
let app: ChatPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  open = await openPage(browser);
  app = new ChatPage(open.page);
  await app.continueAsGuest();
});
afterEach(() => open.context.close());

async function answerEverythingWith(status: number): Promise<void> {
  const error = { code: 'DATABASE_UNAVAILABLE', message: 'Database: away', hint: 'wait', requestId: 'test' };
  await open.context.route('**/api/**', (route) => route.fulfill({ status, json: { error } }));
}

describe('while the service is not available', () => {
  it('a message is kept with the reason, and goes through once it is back', async () => {
    await answerEverythingWith(503);
    await app.composer.fill('Add a task to buy groceries');
    await app.composer.press('Enter');
    const message = app.log.getByRole('article').first();
    await message.getByText('The service is not available for a moment').waitFor();
    await open.page.getByText('Trying again by itself').waitFor();

    await open.context.unroute('**/api/**');
    await open.page.getByText('Trying again by itself').waitFor({ state: 'detached' });
    await message.getByRole('button', { name: 'Try again' }).click();
    await app.todo('Buy groceries').waitFor();
  });

  it('a tick is taken back, and can be tried again', async () => {
    await app.addTodo('Pay bills');
    await answerEverythingWith(503);
    await app.box('Pay bills').click();
    await open.page.getByText('“Pay bills” was not ticked.').waitFor();
    expect(await app.box('Pay bills').isChecked()).toBe(false);

    await open.context.unroute('**/api/**');
    const ticked = app.answered('PATCH', /\/complete$/);
    await open.page.getByRole('button', { name: 'Try again' }).click();
    await ticked;
    expect(await app.box('Pay bills').isChecked()).toBe(true);
  });
});

describe('a device', () => {
  it('that is offline is told so, and goes on by itself once it is back', async () => {
    await open.context.setOffline(true);
    await app.composer.fill('Show me all my tasks');
    await app.composer.press('Enter');
    await open.page.getByText('This device is offline').first().waitFor();
    await open.context.setOffline(false);
    await open.page.getByText('Trying again by itself').waitFor({ state: 'detached' });
  });

  it('whose session has ended is asked to sign in again', async () => {
    await open.context.clearCookies();
    await app.composer.fill('Show me all my tasks');
    await app.composer.press('Enter');
    await open.page.getByText('Your session has ended').waitFor();
    await app.continueAsGuest();
  });
});
