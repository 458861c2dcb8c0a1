import type { Fixtures } from '../settings/fixtures.ts';

/** What is known of one account: declared by the fixtures, or learned from the target's answers. */
export interface AccountKnowledge {
  id: string;
  /** Whether the fixtures declare the lists; otherwise answers are only compared with one another. */
  declared: boolean;
  /** Undefined until declared or learned. */
  sequence: number | undefined;
  /** By list name; undefined until declared or learned. */
  lists: ReadonlyMap<string, ListKnowledge> | undefined;
}

export interface ListKnowledge {
  count: number;
  /** Undefined when the target left the users out. */
  friends: ReadonlySet<string> | undefined;
}

/** The body of a well-formed request, whose answer the contract determines beyond its envelope. */
export interface Pull {
  From_Account: string;
  LastSequence: number;
  NeedFriend?: string;
  GroupName?: string[];
}

/** What one answer teaches about later ones. Plain data: it can be handed to another thread. */
export interface Lesson {
  account: string;
  sequence?: number;
  /** Every list of the account. */
  lists?: ReadonlyMap<string, ListKnowledge>;
  /** The pull as JSON, and the canonical lists that it must bring again (S9). */
  answer?: { pull: string; lists: string };
}

/** What is known of a target's accounts. Judging only reads it; it grows when its owner lets it learn. */
export class Knowledge {
  readonly #accounts = new Map<string, AccountKnowledge>();
  readonly #answers = new Map<string, string>();
  readonly #missing = new Set<string>();

  /** @param accounts as fixtures declare them */
  constructor({ populated, sample, empty, unknown }: Partial<Fixtures['accounts']> = {}) {
    if (sample) this.#accounts.set(sample.id, this.account(sample.id));
    if (populated) {
      const { id, currentSequence: sequence, lists: declared } = populated;
      const lists =
        declared &&
        new Map(
          Object.entries(declared).map(([name, friends]) => [
            name,
            { count: friends.length, friends: new Set(friends) },
          ]),
        );
      this.#accounts.set(id, { id, declared: declared !== undefined, sequence, lists });
    }
    if (empty) {
      this.#accounts.set(empty.id, { id: empty.id, declared: true, sequence: undefined, lists: new Map() });
    }
    if (unknown) this.#missing.add(unknown.id);
  }

  /** What is known of an account; of a strange one nothing but its id. */
  account(id: string): AccountKnowledge {
    return this.#accounts.get(id) ?? { id, declared: false, sequence: undefined, lists: undefined };
  }

  /** Whether the account exists; undefined when that is not known. */
  exists(id: string): boolean | undefined {
    return this.#accounts.has(id) || (this.#missing.has(id) ? false : undefined);
  }

  /** The canonical lists that the same pull brought first; undefined before that. */
  earlierLists(pull: Pull): string | undefined {
    return this.#answers.get(JSON.stringify(pull));
  }

  /** Learns what is not known yet; what is known stays. */
  learn({ account: id, sequence, lists, answer }: Lesson): void {
    const account = this.account(id);
    account.sequence ??= sequence;
    account.lists ??= lists;
    this.#accounts.set(id, account);
    if (answer && !this.#answers.has(answer.pull)) this.#answers.set(answer.pull, answer.lists);
  }
}
