type Ending = () => Promise<void> | void;

/** What is to be undone in the end, last things first, whatever of it fails. */
export class Endings {
  readonly #acts: Ending[] = [];

  add(act: Ending): void {
    this.#acts.push(act);
  }

  /** @throws AggregateError of all that failed */
  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (let act = this.#acts.pop(); act; act = this.#acts.pop()) {
      try {
        await act();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }
}
