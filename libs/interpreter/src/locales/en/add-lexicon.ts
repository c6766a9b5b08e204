import { phrases } from '../../grammar/phrase.ts';
import type { AddLexicon } from '../locale.ts';

const list = 'my/the/our to-do/todo/task/tasks/to?';

export const addLexicon: AddLexicon = {
  verbs: phrases('add/create/insert/append', 'add in', 'note down?', 'write/jot down', 'put down'),
  verbsWithNoun: phrases(
    'make/new/set/enter/record/register/start/log/track/save/put',
    'set up',
    'give/make/get/add/set/create me/us',
    'i/we want/need',
    "i'd/id like",
    'i would like',
    'can/could/may i have/get',
  ),
  memos: phrases(
    'remember to/that?',
    'i/we need/have/want/must/should to? remember to/that/about?',
    "i'd/id like to remember to?",
    "i/we mustn't/shouldn't/can't/cant/cannot forget to/about?",
    "don't/dont forget to/about/that?",
    'do not forget to/about/that?',
    "don't/dont let me forget to/about/that?",
    'do not let me forget to/about/that?',
    'make sure i/to',
    'make a? note to/of/that/about?',
    'take a? note to/of/that?',
    'a? note to self',
    'help me to? remember to/that?',
  ),
  reminders: phrases('remind me', 'remind us', 'give/send/set me? a? reminder', 'can/could you remind me'),
  reminderConnectors: phrases('to/about/of/that/for'),
  verbsAround: [
    {
      before: phrases('put/get/place/stick'),
      after: phrases(`on/in/into/onto ${list} list`, 'on/onto the list'),
    },
  ],
  labels: phrases('task/todo/to-do/reminder/title', 'to do', 'new task/todo/to-do', 'memo'),
  looseLabels: phrases('todo/to-do/memo', 'to do'),
  quantities: phrases(
    'a/an/another/one/these/some/two/three/four/five/several/multiple/following/new/2/3/4/5/6/7/8',
    'the following',
    'a few',
    'a couple of',
    'couple of',
  ),
  nounConnectors: phrases(
    'to/for/called/named/titled/about/saying/that/of/labelled/labeled',
    'that/which says/reads/is',
    'with the? title/name/text',
    'whose title is',
    'to remember to',
    'to remind me to/about/of/that',
    'reminding me to/about/of/that',
    'for me to',
  ),
  places: phrases(
    `to/on/in/into/onto ${list} list`,
    'to/on/in/into/onto the list',
    'to/on/in/into/onto my/the/our tasks/todos/to-dos/todo/to-do/reminders',
    'to/on/in my/the to do list',
    'as a/another new? task/todo/to-do/reminder',
  ),
  descriptionConnectors: phrases(
    'with the/a/this? description/details/detail',
    'with a/the note/notes/comment',
    'and the? description/details is/are',
    'description/details/notes',
  ),
};
