import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage } from './browser.ts';
import { ChatPage } from './pages/chat-page.ts';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What axe finds on the page as it is now: rule and element. */
async function findings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  // Colours are judged once they are what they will be; an animation whose element goes meanwhile ends with an error.
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
  const run = 'axe.run({ resultTypes: ["violations"] }).then(({ violations }) => violations)';
  const violations = await page.evaluate<readonly Finding[]>(run);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.each([
  { name: 'light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'on a phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
] as const)('axe, $name', ({ viewport, colorScheme }) => {
  it('finds nothing at the door, in an empty workspace, and in one that is in use', async () => {
    const { page, context } = await openPage(browser, { viewport, colorScheme, reducedMotion: 'reduce' });
    const app = new ChatPage(page);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('Password').waitFor();
    expect(await findings(page)).toEqual([]);

    await app.continueAsGuest();
    expect(await findings(page)).toEqual([]);

    await app.say('Add a task to buy groceries');
    expect(await findings(page)).toEqual([]);
    if (viewport.width < 800) await app.show('Todos');
    await app.addTodo('Pay bills');
    await app.box('Pay bills').check();
    await app.removeTodo('Buy groceries');
    expect(await findings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Keep my todos' }).click();
    await page.getByRole('dialog').getByLabel('Password').waitFor();
    expect(await findings(page)).toEqual([]);
    await context.close();
  });
});

describe('the keyboard', () => {
  it('reaches everything, from the first stop to a sent message and a ticked todo', async () => {
    const { page, context } = await openPage(browser);
    const app = new ChatPage(page);
    await page.getByRole('button', { name: 'Continue as guest' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Continue as guest');
    await page.keyboard.press('Enter');
    await app.composer.focus();
    await page.keyboard.type('Add a task to buy groceries');
    await page.keyboard.press('Enter');
    await app.box('Buy groceries').focus();
    const ticked = app.answered('PATCH', /\/complete$/);
    await page.keyboard.press('Space');
    await ticked;
    expect(await app.box('Buy groceries').isChecked()).toBe(true);
    await context.close();
  });
});
