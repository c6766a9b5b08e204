import type { Locator, Page } from 'playwright-core';

/** The app as a person uses it: by what is written on it. */
export class ChatPage {
  readonly page: Page;
  readonly log: Locator;
  readonly composer: Locator;
  readonly list: Locator;

  constructor(page: Page) {
    this.page = page;
    this.log = page.getByRole('log');
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.list = page.getByRole('list', { name: 'Todos' });
  }

  async continueAsGuest(): Promise<void> {
    await this.page.getByRole('button', { name: 'Continue as guest' }).click();
    await this.composer.waitFor();
  }

  async signUp(person: { name: string; email: string; password: string }): Promise<void> {
    await this.page.getByRole('button', { name: 'Keep my todos' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'Keep your todos' });
    await dialog.getByLabel('Name').fill(person.name);
    await dialog.getByLabel('Email').fill(person.email);
    await dialog.getByLabel('Password').fill(person.password);
    await dialog.getByRole('button', { name: 'Create account' }).click();
    await this.page.getByRole('button', { name: `Account: ${person.name}` }).waitFor();
  }

  async signOut(): Promise<void> {
    await this.page.getByRole('button', { name: /^Account:/ }).click();
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }

  async signIn({ email, password }: { email: string; password: string }): Promise<void> {
    await this.page.getByLabel('Email').fill(email);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.composer.waitFor();
  }

  /** Sends a message and waits for the answer. */
  async say(text: string): Promise<void> {
    const answers = this.log
      .getByRole('article')
      .filter({ has: this.page.getByText('Assistant', { exact: true }) });
    const before = await answers.count();
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await answers.nth(before).waitFor();
  }

  /** The slip under an answer that says what was done. */
  action(label: string, title: string): Locator {
    return this.log.getByRole('listitem').filter({ hasText: new RegExp(`${label}\\s+${title}`) });
  }

  todo(title: string): Locator {
    return this.list.getByRole('listitem').filter({ hasText: title });
  }

  /** The box of a todo, ticked or not. */
  box(title: string): Locator {
    return this.page.getByRole('checkbox', { name: title });
  }

  async addTodo(title: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'New todo' }).fill(title);
    await this.page.getByRole('button', { name: 'Add', exact: true }).click();
    await this.numberOf(title);
  }

  /** The number by which the chat knows a todo, once the server has given it one. */
  async numberOf(title: string): Promise<string> {
    const number = this.todo(title).getByText(/^Number \d+$/);
    return (await number.innerText()).replace('Number ', '');
  }

  async renameTodo(from: string, to: string): Promise<void> {
    await this.todo(from).hover();
    await this.page.getByRole('button', { name: `Rename “${from}”` }).click();
    const field = this.page.getByRole('textbox', { name: `New title of “${from}”` });
    await field.fill(to);
    await field.press('Enter');
    await this.todo(to).waitFor();
  }

  async removeTodo(title: string): Promise<void> {
    await this.todo(title).hover();
    await this.page.getByRole('button', { name: `Delete “${title}”` }).click();
    await this.todo(title).waitFor({ state: 'detached' });
  }

  async show(view: 'Chat' | 'Todos'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Show' }).getByRole('button', { name: view }).click();
  }

  /** Resolves when the server has answered a request of this kind. */
  answered(method: string, path: RegExp): Promise<unknown> {
    return this.page.waitForResponse(
      (response) => response.request().method() === method && path.test(new URL(response.url()).pathname),
    );
  }

  /** By how many pixels the page is wider than the window. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }
}
