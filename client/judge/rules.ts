import type { ClauseId } from '../../spec/generated/contract.ts';
import { quoted } from '../call/untrusted-text.ts';
import type { Breach } from './breach.ts';
import type { Judgement, ListItem } from './judge-response.ts';
import type { AccountKnowledge, Pull } from './knowledge.ts';

/** A well-formed pull and its successful answer, prepared for the rules. */
export interface PullAnswer {
  pull: Pull;
  sequence: unknown;
  /** Undefined when ResultItem is absent. */
  items: ListItem[] | undefined;
  account: AccountKnowledge;
  /** The names asked for; undefined when GroupName is empty. */
  asked: ReadonlySet<string> | undefined;
  usersAsked: boolean;
  /** The pull is at the current sequence (S4). */
  upToDate: boolean;
  /** None of the requested names exists: unspecified (S5), except that no other list may come. */
  onlyUnknown: boolean;
}

/** How an answer breaches a rule's clause. */
type Breached = Omit<Breach, 'clause'>;

/** A statement of the contract about an answer, given its request and the knowledge of the account. */
export interface Rule {
  clause: ClauseId;
  /** Whether the rule covers this answer. */
  applies(answer: PullAnswer): boolean;
  /** Undefined when the answer holds to the rule. */
  breach(answer: PullAnswer): Breached | undefined;
}

const maxListed = 5;

/**
 * Every rule of S1 to S8 and S10 for a single answer, in the order of the clauses. Where the fixtures declare no lists, the
 * account's first complete answer replaces them. The rules then compare that answer with every other: one sequence, a
 * filtered pull equal to its part of the full pull, counts that agree with and without users.
 */
export const rules: Rule[] = [
  {
    clause: 'S1',
    applies: ({ account, onlyUnknown }) => account.sequence !== undefined && !onlyUnknown,
    breach: ({ sequence, account }) =>
      sequence === account.sequence
        ? undefined
        : {
            reason: `CurrentSequence is ${sequence}, ${account.declared ? 'declared' : 'elsewhere'} ${account.sequence}`,
            pointer: '/CurrentSequence',
          },
  },
  {
    clause: 'S2',
    applies: ({ upToDate, onlyUnknown }) => !upToDate && !onlyUnknown,
    breach: ({ items }) =>
      items === undefined ? { reason: 'ResultItem is missing', pointer: itemsPointer } : undefined,
  },
  {
    clause: 'S3',
    applies: ({ asked, upToDate, items, account }) =>
      !asked && !upToDate && items !== undefined && !!account.lists,
    breach: ({ items = [], account }) => missing(items, account.lists?.keys() ?? []),
  },
  {
    clause: 'S4',
    applies: ({ asked, upToDate, account }) => !asked && upToDate && !!account.lists,
    breach: ({ items = [], account }) =>
      items.length === 0 ? undefined : missing(items, account.lists?.keys() ?? []),
  },
  {
    clause: 'S5',
    applies: ({ asked, items }) => asked !== undefined && items !== undefined,
    breach: ({ asked = new Set(), items = [], account }) =>
      surplus(items, 'lists that were not asked for', ({ GroupName }) => asked.has(GroupName)) ??
      missing(
        items,
        [...asked].filter((name) => account.lists?.has(name)),
      ),
  },
  {
    clause: 'S6',
    applies: ({ usersAsked, items = [] }) => usersAsked && items.length > 0,
    breach({ items = [], account }) {
      for (const [index, { GroupName: name, FriendNumber: count, To_Account: users }] of items.entries()) {
        const known = account.lists?.get(name);
        // The answer for a name that does not exist is unspecified (S5), its item included.
        if (account.lists && !known) continue;
        const breach = (reason: string) => ({ reason, pointer: `${itemsPointer}/${index}/To_Account` });
        if (users === undefined)
          return breach(`list ${quoted(name)} has no To_Account though users were asked for`);
        if (users.length !== count)
          return breach(`list ${quoted(name)} has ${users.length} in To_Account, FriendNumber says ${count}`);
        if (new Set(users).size !== users.length)
          return breach(`To_Account of list ${quoted(name)} names a user twice`);
        const friends = known?.friends;
        const strangers = friends ? users.filter((user) => !friends.has(user)) : [];
        if (strangers.length > 0)
          return breach(`To_Account of list ${quoted(name)} names ${named(strangers)}, who is not in it`);
      }
      return undefined;
    },
  },
  {
    clause: 'S7',
    applies: ({ asked, pull, items = [] }) => !asked && !pull.NeedFriend && items.length > 0,
    breach({ items = [] }) {
      const index = items.findIndex(({ To_Account }) => To_Account !== undefined);
      const item = items[index];
      return (
        item && {
          reason: `list ${quoted(item.GroupName)} has To_Account though users were not asked for`,
          pointer: `${itemsPointer}/${index}/To_Account`,
        }
      );
    },
  },
  {
    clause: 'S8',
    applies: ({ items = [], account }) => items.length > 0 && !!account.lists,
    breach({ items = [], account }) {
      for (const [index, { GroupName: name, FriendNumber: count }] of items.entries()) {
        const known = account.lists?.get(name);
        if (!known || count === known.count) continue;
        return {
          reason: `FriendNumber of list ${quoted(name)} is ${count}, ${account.declared ? 'declared' : 'elsewhere'} ${known.count}`,
          pointer: `${itemsPointer}/${index}/FriendNumber`,
        };
      }
      return undefined;
    },
  },
  {
    clause: 'S10',
    applies: ({ items, account }) => items !== undefined && !!account.lists,
    breach({ asked, items = [], account }) {
      // An item for a name that does not exist is unspecified (S5), but it may hold no friends.
      const isOpen = ({ GroupName: name, FriendNumber: count, To_Account: users = [] }: ListItem) =>
        asked?.has(name) && !(count > 0) && users.length === 0;
      return surplus(
        items,
        'lists that the account does not have',
        (item) => account.lists?.has(item.GroupName) || isOpen(item),
      );
    },
  },
];

/** The clause that a valid pull breaches when it fails. */
export function servedClause({ asked, upToDate }: Pick<PullAnswer, 'asked' | 'upToDate'>): ClauseId {
  return asked ? 'S5' : upToDate ? 'S4' : 'S3';
}

/** Prepares a pull and its answer for the rules. */
export function pullAnswer(pull: Pull, account: AccountKnowledge, judgement: Judgement): PullAnswer {
  const json = (judgement.json ?? {}) as { CurrentSequence?: unknown; ResultItem?: ListItem[] };
  const asked = pull.GroupName?.length ? new Set(pull.GroupName) : undefined;
  // Until the sequence is known, the answer's own shows whether the pull was at the current sequence.
  const current = account.sequence ?? json.CurrentSequence;
  return {
    pull,
    sequence: json.CurrentSequence,
    items: json.ResultItem,
    account,
    asked,
    usersAsked: pull.NeedFriend === 'Need_Friend_Type_Yes',
    upToDate: !asked && pull.LastSequence === current,
    onlyUnknown:
      asked !== undefined &&
      account.lists !== undefined &&
      [...asked].every((name) => !account.lists?.has(name)),
  };
}

/** Whether the answer is unspecified: NeedFriend is neither the documented value nor empty, or a name is not of the account. */
export function isOpen(pull: Pull, account: AccountKnowledge): boolean {
  if (pull.NeedFriend && pull.NeedFriend !== 'Need_Friend_Type_Yes') return true;
  return pull.GroupName?.some((name) => account.lists && !account.lists.has(name)) ?? false;
}

const itemsPointer = '/ResultItem';

function missing(items: ListItem[], names: Iterable<string>): Breached | undefined {
  const present = new Set(items.map(({ GroupName }) => GroupName));
  const absent = [...names].filter((name) => !present.has(name));
  return absent.length > 0
    ? { reason: `lists are missing: ${named(absent)}`, pointer: itemsPointer }
    : undefined;
}

function surplus(
  items: ListItem[],
  what: string,
  mayBe: (item: ListItem) => boolean | undefined,
): Breached | undefined {
  const extra = items.filter((item) => !mayBe(item));
  if (extra.length === 0) return undefined;
  return {
    reason: `${what}: ${named(extra.map(({ GroupName }) => GroupName))}`,
    pointer: `${itemsPointer}/${items.indexOf(extra[0] as ListItem)}`,
  };
}

function named(names: string[]): string {
  const listed = names.slice(0, maxListed).map((name) => quoted(name));
  return names.length > maxListed
    ? `${listed.join(', ')} and ${names.length - maxListed} more`
    : listed.join(', ');
}
