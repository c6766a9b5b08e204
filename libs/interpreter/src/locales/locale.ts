import type { Phrases } from '../grammar/phrase.ts';
import type { Answer } from '../plan.ts';

/** Everything that depends on the language: the words that it is read by, and those that it is answered with. */
export interface Locale {
  /** BCP 47 language tag. */
  readonly tag: string;
  readonly lexicon: Lexicon;
  readonly reply: (answer: Answer) => string;
}

export interface Lexicon {
  /** Words before a command that say nothing: “could you please”. */
  readonly fillers: Phrases;
  /** Fillers that make a request of a question, so that its question mark is no part of a title. */
  readonly requests: Phrases;
  readonly trailingFillers: Phrases;
  /** “I want to”: a command follows. */
  readonly wishes: Phrases;
  /** “I have to”: a task follows, or a command that names a task. */
  readonly duties: Phrases;
  /** Words after which the next clause begins even where a title could go on: “then”. */
  readonly sequels: Phrases;
  /** “and” and its like. */
  readonly conjunctions: Phrases;
  readonly determiners: Phrases;
  readonly nouns: { readonly one: Phrases; readonly many: Phrases };
  readonly add: AddLexicon;
  readonly list: ListLexicon;
  readonly complete: CompleteLexicon;
  readonly delete: { readonly verbs: Phrases; readonly verbsAround: readonly VerbAround[] };
  readonly rename: RenameLexicon;
  readonly describe: DescribeLexicon;
  readonly target: TargetLexicon;
  readonly reopen: {
    readonly verbs: Phrases;
    readonly verbsAround: readonly VerbAround[];
    readonly suffixes: Phrases;
  };
  readonly unsupported: {
    readonly undo: Phrases;
    readonly schedule: Phrases;
    readonly prioritise: Phrases;
  };
  readonly talk: {
    readonly help: Phrases;
    readonly greet: Phrases;
    readonly thank: Phrases;
    readonly agree: Phrases;
    /** What is a yes only where something waits for one: “delete them”. */
    readonly agreeToAct: Phrases;
    readonly decline: Phrases;
  };
}

/** A verb whose object stands between its words: “take … off my list”. */
export interface VerbAround {
  readonly before: Phrases;
  readonly after: Phrases;
}

export interface AddLexicon {
  readonly verbs: Phrases;
  /** Verbs that mean adding only with a noun after them: “make a task”. */
  readonly verbsWithNoun: Phrases;
  /** “remember to”: what follows is the title. */
  readonly memos: Phrases;
  /** “remind me”: the title follows a connector, perhaps after a time. */
  readonly reminders: Phrases;
  readonly reminderConnectors: Phrases;
  /** “put … on my list”. */
  readonly verbsAround: readonly VerbAround[];
  /** “task:” */
  readonly labels: Phrases;
  /** Labels that need no colon, where nothing else is understood. */
  readonly looseLabels: Phrases;
  readonly quantities: Phrases;
  readonly nounConnectors: Phrases;
  readonly places: Phrases;
  readonly descriptionConnectors: Phrases;
}

export interface ListLexicon {
  readonly verbs: Phrases;
  /** Verbs that mean listing only when tasks are their object: “give me”. */
  readonly verbsWithObject: Phrases;
  readonly questions: Phrases;
  /** Verbs that look for words: “find”. */
  readonly searches: Phrases;
  /** “is … done?”: asks for the tasks that stand between. */
  readonly checks: readonly VerbAround[];
  readonly about: Phrases;
  readonly objects: Phrases;
  readonly pending: Phrases;
  readonly completed: Phrases;
  readonly negations: Phrases;
  /** Words that a question about the list may hold besides. */
  readonly vocabulary: Phrases;
}

export interface CompleteLexicon {
  readonly verbs: Phrases;
  /** “finished …”: a completion where a task follows, a question for the list where none does. */
  readonly participles: Phrases;
  /** “mark … as done”. */
  readonly verbsAround: readonly VerbAround[];
  /** “… is done”. */
  readonly suffixes: Phrases;
  /** What a task can be changed to that means completing it. */
  readonly states: Phrases;
}

export interface RenameLexicon {
  readonly verbs: Phrases;
  /** Verbs that mean renaming only with a task that is named explicitly: “call task 3 …”. */
  readonly verbsWithTask: Phrases;
  readonly connectors: Phrases;
  /** “the title of [task 3]”. */
  readonly titleOf: Phrases;
  /** “[task 3's] title”. */
  readonly titles: Phrases;
}

export interface DescribeLexicon {
  readonly verbs: Phrases;
  readonly verbsWithNoun: Phrases;
  readonly nouns: Phrases;
  readonly prepositions: Phrases;
  readonly connectors: Phrases;
  readonly as: Phrases;
}

export interface TargetLexicon {
  readonly all: Phrases;
  readonly lists: Phrases;
  readonly pronouns: Phrases;
  readonly pluralPronouns: Phrases;
  readonly numberSigns: Phrases;
  readonly ones: Phrases;
  readonly named: Phrases;
  readonly placesAtEnd: Phrases;
  /** “that are”, between a noun and its status. */
  readonly relatives: Phrases;
  /** Words that tell no task from another: “the”, “to”. */
  readonly smallWords: ReadonlySet<string>;
  readonly cardinal: (norm: string) => number | undefined;
  /** Counted from 1; from the end where negative. */
  readonly ordinal: (norm: string) => number | undefined;
}
