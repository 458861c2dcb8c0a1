import type { ListItem } from './judge-response.ts';

/** Lists and their users as one text in sorted order. Equal lists have equal texts in any order of the target's (S9). */
export function canonicalLists(items: readonly ListItem[] = []): string {
  const lists = items.map(({ GroupName, FriendNumber, To_Account }) =>
    JSON.stringify([GroupName, FriendNumber, To_Account?.toSorted() ?? null]),
  );
  return lists.sort().join();
}
