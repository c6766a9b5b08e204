/**
 * How far one container's log was read, so that reading goes on after a broken connection or a restart of the container
 * without a line lost or doubled.
 *
 * A log can only be asked for from a whole second on, and lines of the two output streams may be a little out of order; so
 * the last seconds are read again, and the lines that were had already are left out by their timestamps.
 */
export class LogCursor {
  /** How often each timestamp of the last seconds was read. */
  readonly #recent = new Map<string, number>();
  /** Of the first line that was read; what is older was not asked for. */
  #oldest: string | undefined;
  #newestSecond: number | undefined;
  #oldestSecond = 0;

  /** From when the log is to be read, RFC 3339; undefined while nothing was read. */
  get sinceTime(): string | undefined {
    return this.#newestSecond === undefined ? undefined : new Date(this.#from * 1000).toISOString();
  }

  get #from(): number {
    return (this.#newestSecond ?? 0) - overlapSeconds;
  }

  /** Begins to read over one connection. The returned function tells of each line's timestamp whether the line is new. */
  reopen(): (time: string) => boolean {
    const known = new Map(this.#recent);
    return (time) => {
      if (this.#oldest !== undefined && time < this.#oldest) return false;
      const count = known.get(time) ?? 0;
      if (count > 0) {
        known.set(time, count - 1);
        return false;
      }
      this.#add(time);
      return true;
    };
  }

  #add(time: string): void {
    this.#oldest ??= time;
    this.#recent.set(time, (this.#recent.get(time) ?? 0) + 1);
    const second = secondOf(time);
    if (this.#newestSecond !== undefined && second <= this.#newestSecond) return;
    this.#newestSecond = second;
    if (this.#from <= this.#oldestSecond) return;
    this.#oldestSecond = this.#from;
    for (const each of this.#recent.keys()) if (secondOf(each) < this.#from) this.#recent.delete(each);
  }
}

const overlapSeconds = 2;

function secondOf(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
