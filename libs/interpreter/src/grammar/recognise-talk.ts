import { before, part, trimMarks, type Clause } from './clause.ts';
import type { ParsedClause } from './command.ts';
import { matchAll, type Phrases } from './phrase.ts';

/** Clauses that are nothing but a phrase: “hello”, “thanks”, “yes please”, “what can you do?”. */
export function recogniseTalk(clause: Clause): ParsedClause | undefined {
  const { talk, unsupported } = clause.lexicon;
  const intents = [
    ['decline', talk.decline],
    ['agree', talk.agree],
    ['help', talk.help],
    ['greet', talk.greet],
    ['thank', talk.thank],
    ['undo', unsupported.undo],
  ] as const;
  const words = withoutThanks(clause);
  for (const [intent, set] of intents) {
    if (isAll(words, set)) return { command: { intent }, strength: 'bare' };
  }
  return undefined;
}

/** Whether the clause says yes where a yes is waited for; there “delete them” says it too. */
export function isAgreement(clause: Clause): boolean {
  const { agree, agreeToAct } = clause.lexicon.talk;
  return isAll(withoutThanks(clause), agree, agreeToAct);
}

const thanksMax = 4;

/** “ok” says yes and “thanks” says thanks; “ok thanks” says what its first word says. */
function withoutThanks(clause: Clause): Clause {
  const { talk, trailingFillers } = clause.lexicon;
  let words = trimMarks({ ...clause, isRequest: true });
  for (let count = 0; count < thanksMax; count++) {
    const rest = trimMarks(before(words, trailingFillers) ?? before(words, talk.thank) ?? part(words, 0, 0));
    if (rest.tokens.length === 0) return words;
    words = rest;
  }
  return words;
}

function isAll({ tokens }: Clause, ...sets: readonly Phrases[]): boolean {
  return tokens.length > 0 && matchAll(tokens, 0, sets) === tokens.length;
}
