import type { Fixtures } from '../settings/fixtures.ts';
import type { ListItem } from './judge-response.ts';

/** What the harness knows of one account: declared by the fixtures, or learned from the target's first complete answer. */
export interface AccountKnowledge {
  id: string;
  /** Whether the fixtures declare the lists; otherwise answers are only compared with one another. */
  declared: boolean;
  /** Undefined until declared or learned. */
  sequence: number | undefined;
  /** By list name; undefined until declared or learned. */
  lists: Map<string, ListKnowledge> | undefined;
}

export interface ListKnowledge {
  count: number;
  /** Undefined when the target left the users out where it owed them. */
  friends: ReadonlySet<string> | undefined;
}

/** The body of a well-formed request, whose answer the contract determines beyond its envelope. */
export interface Pull {
  From_Account: string;
  LastSequence: number;
  NeedFriend?: string;
  GroupName?: string[];
}

export function declaredKnowledge(fixtures: Fixtures): {
  populated: AccountKnowledge;
  empty?: AccountKnowledge;
} {
  const { populated, empty } = fixtures.accounts;
  return {
    populated: {
      id: populated.id,
      declared: populated.lists !== undefined,
      sequence: populated.currentSequence,
      lists:
        populated.lists &&
        new Map(
          Object.entries(populated.lists).map(([name, friends]) => [
            name,
            { count: friends.length, friends: new Set(friends) },
          ]),
        ),
    },
    ...(empty && { empty: { id: empty.id, declared: true, sequence: undefined, lists: new Map() } }),
  };
}

/** Learns from an answer that holds every list with its users, where the fixtures declare nothing. */
export function learn(account: AccountKnowledge, sequence: number, items: ListItem[]): void {
  account.sequence ??= sequence;
  account.lists ??= new Map(
    items.map(({ GroupName, FriendNumber, To_Account }) => [
      GroupName,
      { count: FriendNumber, friends: To_Account && new Set(To_Account) },
    ]),
  );
}
