import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';

/** Where the app is, as a person would type it. */
export const address = readAddress(process.env.TODO_TEST_ADDRESS);

/** What a page must not do: say something on the console, throw, or ask another host. */
export interface Complaints {
  readonly list: readonly string[];
}

export interface OpenPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: Complaints;
}

const programs = ['chromium', 'chromium-browser', 'google-chrome'];

// Debian's Chromium cannot make its sandbox as root, and these pages are our own.
const sandbox = { chromiumSandbox: false } as const;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.TODO_CHROMIUM ?? findBrowser(), ...sandbox });
}

function findBrowser(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = folders
    .flatMap((folder) => programs.map((program) => join(folder, program)))
    .find((path) => existsSync(path));
  if (found) return found;
  throw new Error('Chromium: not found on the PATH; install it, or name it in TODO_CHROMIUM');
}

/** Opens the app as somebody who has never been there. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenPage> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  const list = watch(page);
  await page.goto(address);
  return { page, context, complaints: { list } };
}

function watch(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && origin !== new URL(address).origin)
      complaints.push(`asked: ${request.url()}`);
  });
  return complaints;
}

function readAddress(given: string | undefined): string {
  if (given) return given;
  throw new Error(
    'TODO_TEST_ADDRESS: not set; give the address of a running app, such as http://localhost:8080',
  );
}
