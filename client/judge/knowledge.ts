import type { Fixtures } from '../settings/fixtures.ts';
import type { ListItem } from './judge-response.ts';

/** What is known of one account: declared by the fixtures, or learned from the target's first complete answer. */
export interface AccountKnowledge {
  id: string;
  /** The fixtures tell the lists; else answers are compared with one another only. */
  declared: boolean;
  /** Undefined until declared or learned. */
  sequence: number | undefined;
  /** By list name; undefined until declared or learned. */
  lists: Map<string, ListKnowledge> | undefined;
}

export interface ListKnowledge {
  count: number;
  /** Undefined when the target did not tell its users when it should have. */
  friends: ReadonlySet<string> | undefined;
}

/** The shape of a request that the contract judges by more than its envelope. */
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

/** Learns what is not declared from an answer that holds every list with its users. */
export function learn(account: AccountKnowledge, sequence: number, items: ListItem[]): void {
  account.sequence ??= sequence;
  account.lists ??= new Map(
    items.map(({ GroupName, FriendNumber, To_Account }) => [
      GroupName,
      { count: FriendNumber, friends: To_Account && new Set(To_Account) },
    ]),
  );
}
