import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { address, launchBrowser, openPage, type OpenPage } from './browser.ts';
import { ChatPage } from './pages/chat-page.ts';

let browser: Browser;
let open: OpenPage;
let app: ChatPage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  open = await openPage(browser, { viewport: { width: 1280, height: 800 } });
  app = new ChatPage(open.page);
});
afterEach(async () => {
  await open.context.close();
  expect(open.complaints.list).toEqual([]);
});

describe('a guest', () => {
  beforeEach(() => app.continueAsGuest());

  it('tells the chat of a task, and finds it in chat and list, also after a reload', async () => {
    await app.say('Add a task to buy groceries');
    await app.action('Added', 'Buy groceries').waitFor();
    await app.todo('Buy groceries').waitFor();

    await open.page.reload();
    await app.todo('Buy groceries').waitFor();
    await app.action('Added', 'Buy groceries').waitFor();
    await app.log.getByText('Add a task to buy groceries').waitFor();
  });

  it('ticks a todo in the list, and the chat knows', async () => {
    await app.addTodo('Pay bills');
    const ticked = app.answered('PATCH', /\/complete$/);
    await app.box('Pay bills').check();
    await ticked;
    await app.say('What have I completed?');
    await app.log.getByRole('article').last().getByText('Pay bills').waitFor();
    expect(await app.box('Pay bills').isChecked()).toBe(true);
  });

  it('completes a todo in the chat, and the list shows it', async () => {
    await app.addTodo('Call mom');
    await app.say(`Mark task ${await app.numberOf('Call mom')} as complete`);
    await app.action('Completed', 'Call mom').waitFor();
    await open.page.getByRole('checkbox', { name: 'Call mom', checked: true }).waitFor();
  });

  it('renames a todo in its place', async () => {
    await app.addTodo('Buy milk');
    const renamed = app.answered('PUT', /\/tasks\/\d+$/);
    await app.renameTodo('Buy milk', 'Buy oat milk');
    await renamed;
    await open.page.reload();
    await app.todo('Buy oat milk').waitFor();
  });

  it('deletes a todo, and can undo it', async () => {
    await app.addTodo('Water the plants');
    await app.removeTodo('Water the plants');
    await open.page.getByRole('button', { name: 'Undo' }).click();
    await app.todo('Water the plants').waitFor();

    const deleted = app.answered('DELETE', /\/tasks\/\d+$/);
    await app.removeTodo('Water the plants');
    await deleted;
    await open.page.reload();
    await open.page.getByText('A clean sheet').waitFor();
  });

  it('filters the list', async () => {
    await app.addTodo('Pending one');
    await app.addTodo('Completed one');
    await app.box('Completed one').check();
    await open.page.getByRole('group', { name: 'Show' }).getByText('Completed').click();
    await app.todo('Pending one').waitFor({ state: 'detached' });
    expect(await app.list.getByRole('listitem').count()).toBe(1);
  });

  it('starts a new chat, and keeps the todos', async () => {
    await app.say('Add a task to buy groceries');
    await open.page.getByRole('button', { name: 'New chat' }).click();
    await open.page.getByRole('heading', { name: 'Say it in your own words' }).waitFor();
    await app.todo('Buy groceries').waitFor();
  });

  it('brings back what was written with the arrow keys', async () => {
    await app.say('Show me all my tasks');
    await app.composer.press('ArrowUp');
    expect(await app.composer.inputValue()).toBe('Show me all my tasks');
    await app.composer.press('ArrowDown');
    expect(await app.composer.inputValue()).toBe('');
    await app.composer.fill('First line');
    await app.composer.press('Shift+Enter');
    expect(await app.composer.inputValue()).toBe('First line\n');
  });

  it('makes an account, keeps the todos, and finds them after signing in again', async () => {
    const person = { name: 'Anna', email: `anna-${randomUUID()}@example.com`, password: randomUUID() };
    await app.addTodo('Buy groceries');
    await app.signUp(person);
    await app.todo('Buy groceries').waitFor();
    await app.signOut();
    await app.signIn(person);
    await app.todo('Buy groceries').waitFor();
  });
});

describe('every page', () => {
  it('comes with a policy that lets only its own scripts run', async () => {
    const response = await open.page.request.get(address);
    const policy = response.headers()['content-security-policy'] ?? '';
    expect(policy).toMatch(/script-src 'self'( 'sha256-[\w+/]{43}=')+;/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(response.headers()['x-powered-by']).toBeUndefined();
    expect(response.headers()['cache-control']).toBe('no-cache');
  });

  it('is only read', async () => {
    const headers = { 'next-action': '7f0000000000000000000000000000000000000000' };
    const response = await open.page.request.post(address, { headers });
    expect(response.status()).toBe(405);
  });

  it('says so when there is nothing at an address', async () => {
    const { page, context } = await openPage(browser);
    const response = await page.goto(new URL('/nothing-here', address).href);
    expect(response?.status()).toBe(404);
    await page.getByRole('heading', { name: 'Nothing at this address' }).waitFor();
    await context.close();
  });
});
