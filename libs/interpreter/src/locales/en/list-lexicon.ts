import { phrases } from '../../grammar/phrase.ts';
import type { ListLexicon } from '../locale.ts';

export const listLexicon: ListLexicon = {
  verbs: phrases('show/list/display me/us?', 'show/list me all', 'let me see', 'let me have a look at'),
  verbsWithObject: phrases(
    'see/view/give/tell/read/print/get/fetch/check/review/open/recall',
    'give/tell/read/get/fetch me',
    'look at',
    'go over/through',
    'pull/bring up',
    'read out',
  ),
  questions: phrases(
    "what/what's/whats/what're/which/anything/any/where",
    'how many/much',
    'do/did/have/am/should/must i/we',
    'is/are there',
    'is/are anything/something/any',
    'tell me what/which/how',
    'show me what/which/how',
    'remind me what/which',
    "what've",
  ),
  searches: phrases(
    'find',
    'search for?',
    'look for/up',
    'look up',
    'filter by?',
    'have/had i already? finished/completed/done',
    'did i already? finish/complete/do',
  ),
  checks: [
    {
      before: phrases('is/are/was/were/has/have'),
      after: phrases(
        'already/yet? done/finished/complete/completed yet?',
        'been? done/finished/completed yet?',
      ),
    },
  ],
  about: phrases(
    'about/containing/mentioning/regarding/concerning/like',
    'with the word/words?',
    'that mention/contain/say',
    'related to',
    'named/called',
  ),
  objects: phrases(
    'task/tasks/todo/todos/to-do/to-dos/reminder/reminders/list/agenda/plate/item/items',
    'to dos?',
    'everything/all',
    'things',
  ),
  pending: phrases(
    'pending/left/remaining/open/outstanding/unfinished/incomplete/uncompleted/undone/unchecked/active/unresolved',
    'have/need/got/supposed to do',
    'should/must/do/shall i/we do',
    'do/up/is next',
    "what's/whats next/up",
    'to be done/finished/completed',
    'still to do',
    'to do next/today/now',
    'due',
  ),
  completed: phrases(
    'completed/complete/done/finished/accomplished/closed/ticked/crossed/checked',
    'did i do/finish/complete/accomplish',
    'did i get done',
    'i did',
  ),
  negations: phrases("not/isn't/aren't/haven't/hasn't/didn't/isnt/arent/havent/didnt/never/without/non"),
  vocabulary: phrases(
    "what/what's/whats/what're/what've/which/where/how/many/much/are/is/do/does/did/have/has/had/having/i/i've/ive/we/we've",
    'my/me/our/us/the/all/of/any/anything/something/there/on/in/for/to/a/an/at/that/those/these/this/it/as/be/been/am/was/were',
    'still/yet/left/so/far/today/tonight/tomorrow/now/week/month/currently/right/moment/already/ever/again/both/each/every',
    'plate/agenda/got/get/need/should/must/supposed/next/up/thing/things/stuff/work/you/please/whole/full/entire/complete',
    'current/existing/present/more/else/just/only/or/and/with/status/marked/whether/can/see/show/list/going/new/old/latest/recent',
    "not/isn't/aren't/haven't/hasn't/didn't/isnt/arent/havent/didnt",
    'everything/item/items/task/tasks/todo/todos/to-do/to-dos/reminder/reminders/entry/entries',
  ),
};
