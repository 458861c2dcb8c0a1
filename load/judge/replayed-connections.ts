/**
 * The connections of a replayed run, by the rules of the real pool: each call goes to the one that has been idle the longest,
 * spare ones are opened before they run out, and one that was lost is replaced. Opening takes no time here.
 */
export class ReplayedConnections {
  readonly #spare: number;
  /** The one that has been idle the longest comes first. */
  readonly #idle: number[] = [];
  #busy: { id: number; untilMs: number; lost: boolean }[] = [];
  #opened = 0;

  /** @param initial connections that are open from the start */
  constructor(initial: number) {
    this.#spare = Math.ceil(initial / 2);
    for (let count = 0; count < initial; count += 1) this.#idle.push(this.#open());
  }

  /** The connection on which a call leaves at that moment; moments must not go back. */
  take(atMs: number): number {
    this.#free(atMs);
    for (let count = 0; count < 2 && this.#idle.length <= this.#spare; count += 1)
      this.#idle.push(this.#open());
    return this.#idle.shift() ?? this.#open();
  }

  /** The call on this connection ends at that moment; `lost`: and so does the connection. */
  keepBusy(id: number, untilMs: number, lost: boolean): void {
    this.#busy.push({ id, untilMs, lost });
  }

  #free(atMs: number): void {
    const ended = this.#busy.filter(({ untilMs }) => untilMs <= atMs);
    if (ended.length === 0) return;
    this.#busy = this.#busy.filter(({ untilMs }) => untilMs > atMs);
    ended.sort((a, b) => a.untilMs - b.untilMs);
    for (const { id, lost } of ended) this.#idle.push(lost ? this.#open() : id);
  }

  #open(): number {
    this.#opened += 1;
    return this.#opened;
  }
}
