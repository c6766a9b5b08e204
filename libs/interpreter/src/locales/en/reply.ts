import type { Answer, KnownTask, Question, Remark } from '../../plan.ts';

const linesMax = 50;

/** Puts an answer into English: a line or more for each remark, the question last in a paragraph of its own. */
export function reply({ remarks, question }: Answer): string {
  const told = remarks.map(say).join('\n');
  return [told, question ? askFor(question) : ''].filter(Boolean).join('\n\n');
}

/** The member of the union that tells this, perhaps besides others. */
type Told<Name extends Remark['tell'], Member extends Remark = Remark> = Member extends Remark
  ? Name extends Member['tell']
    ? Member
    : never
  : never;
type Sayings = { readonly [Name in Remark['tell']]: (remark: Told<Name>) => string };

function say(remark: Remark): string {
  // Each entry takes the remark that it is named for, which the compiler cannot follow through the union.
  const saying = sayings[remark.tell] as (remark: Remark) => string;
  return saying(remark);
}

const examples = [
  'add a task to buy groceries',
  "show my tasks, or what's pending?",
  'mark task 3 as complete',
  "change task 1 to 'Call mom tonight'",
  'delete the meeting task',
];

const sayings: Sayings = {
  added: ({ task }) => `Added task ${task.id}: ${task.title}`,
  completed: ({ task }) => `Completed task ${task.id}: ${task.title}`,
  deleted: ({ task }) => `Deleted task ${task.id}: ${task.title}`,
  renamed: ({ task }) => `Changed task ${task.id} to: ${task.title}`,
  described: ({ task }) => `Changed the description of task ${task.id}: ${task.title}`,
  listed: sayList,
  'completed-before': ({ task }) => `Task ${task.id} was completed before: ${task.title}`,
  failed: ({ reason }) => reason,
  'no-match': ({ words }) => `I found no task for “${words}”.`,
  'no-position': ({ position }) => `The list that I showed last has no task number ${Math.abs(position)}.`,
  'no-tasks': ({ status }) => `You have no ${kindOf(status)}tasks.`,
  'left-out': ({ count }) => `I left out the ${count === 1 ? 'request' : `${count} requests`} after that.`,
  'not-understood': ({ words }) => `I did not understand “${shorten(words)}”. ${saySamples()}`,
  'title-too-long': ({ length, lengthMax }) =>
    `I changed nothing: a title has at most ${lengthMax} characters, and this one has ${length}.`,
  'description-too-long': ({ length, lengthMax }) =>
    `I changed nothing: a description has at most ${lengthMax} characters, and this one has ${length}.`,
  'too-many': ({ count, countMax }) =>
    `I changed nothing: these are ${count} things at once, and I take at most ${countMax} in one message.`,
  help: () => `I keep your tasks. ${saySamples()}`,
  greeting: () => 'Hello! What shall I put on your list, or what would you like to see?',
  welcome: () => 'You are welcome!',
  cancelled: () => 'All right, I changed nothing.',
  kept: () => 'That was no yes, so I left those tasks as they are.',
  'nothing-to-confirm': () => 'There is nothing waiting for a yes. What shall I do?',
  'message-too-long': () =>
    'I changed nothing: that message is too long for me. Please say it in fewer words.',
  'message-empty': () => 'What shall I do? For example: add a task to buy groceries.',
  'no-reopening': () => 'I cannot reopen a task from here. Uncheck it in your list of tasks instead.',
  'no-undoing': () => 'I cannot undo that from here; tell me what to change instead.',
  'no-dates': () => 'I cannot give tasks a date yet; a date in words can be part of the title.',
  'no-priorities': () => 'I cannot give tasks a priority yet; it can be part of the title.',
  'one-at-a-time': () => 'I changed nothing: please name one task at a time for that.',
};

function saySamples(): string {
  return `You can say, for example:\n${examples.map((example) => `- ${example}`).join('\n')}`;
}

function sayList({ tasks, status, about }: Told<'listed'>): string {
  const kind = kindOf(status);
  const subject = about === undefined ? '' : ` for “${shorten(about)}”`;
  if (tasks.length === 0) return `You have no ${kind}tasks${subject}.`;
  const count = tasks.length === 1 ? `1 ${kind}task` : `${tasks.length} ${kind}tasks`;
  return `You have ${count}${subject}:\n${lines(tasks)}`;
}

function kindOf(status: Told<'listed'>['status']): string {
  return status === 'all' ? '' : `${status} `;
}

function lines(tasks: readonly KnownTask[]): string {
  const shown = tasks.slice(0, linesMax).map(line);
  const more = tasks.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n');
}

function line({ id, title, description, completed }: KnownTask): string {
  return `- #${id} ${title}${description ? ` (${description})` : ''}${completed ? ' ✓' : ''}`;
}

function askFor(question: Question): string {
  switch (question.ask) {
    case 'which-task':
      return `Which task shall I ${verbs[question.action.do]}?\n${lines(question.tasks)}`;
    case 'confirmation':
      return askForYes(question);
    case 'title':
      return 'What shall the task say?';
    case 'new-text':
      return `What shall the ${question.action.do === 'describe' ? 'description' : 'title'} of task ${question.id} be?`;
  }
}

const verbs = { complete: 'complete', delete: 'delete', rename: 'change', describe: 'describe' };

function askForYes({ action, calls, tasks }: Extract<Question, { ask: 'confirmation' }>): string {
  if (action === 'add') return 'Shall I add it as a task? Say yes or no.';
  const known = tasks.map((task) => ({ ...task, completed: false }));
  const count = calls.length === 1 ? 'this task' : `these ${calls.length} tasks`;
  return `Shall I ${action} ${count}? Say yes to do it; anything else leaves them as they are.\n${lines(known)}`;
}

function shorten(words: string): string {
  const lengthMax = 80;
  const characters = Array.from(words);
  return characters.length > lengthMax ? `${characters.slice(0, lengthMax).join('')}…` : words;
}
