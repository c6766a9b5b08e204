/** One row of a code table. `exitCode` is for programs with a command line, `status` for HTTP. */
export interface ErrorEntry {
  readonly title: string;
  readonly message: (context: never) => string;
  readonly hint: (context: never) => string;
  readonly exitCode?: number;
  readonly status?: number;
}

export type ErrorTable = Readonly<Record<string, ErrorEntry>>;

/** What the code's message and hint are made from. */
export type ContextOf<Table extends ErrorTable, Code extends keyof Table> = Parameters<
  Table[Code]['message']
>[0];

/**
 * An expected failure: a code from a table, and the facts that its texts are made from.
 * Subclasses name their table and add nothing else; anything that is not an AppError is a bug.
 */
export class AppError extends Error {
  readonly code: string;
  readonly context: unknown;
  readonly title: string;
  readonly hint: string;
  readonly exitCode: number;
  readonly status: number;

  constructor(table: ErrorTable, code: string, details: { context: unknown; cause?: unknown }) {
    const entry = table[code];
    if (!entry) throw new TypeError(`No error code ${code} in its table`);
    super(entry.message(details.context as never), { cause: details.cause });
    this.name = new.target.name;
    this.code = code;
    this.context = details.context;
    this.title = entry.title;
    this.hint = entry.hint(details.context as never);
    this.exitCode = entry.exitCode ?? 1;
    this.status = entry.status ?? 500;
  }
}
