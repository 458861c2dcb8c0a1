import { samples } from '../../spec/generated/contract.ts';
import { yamlFormat } from './yaml-file.ts';

/** What a target is known to hold. Clauses that need what is absent are not exercised. */
export interface Fixtures {
  accounts: {
    populated: {
      id: string;
      currentSequence?: number;
      /** List name to the friends in it; absent: only relations between answers are checked. */
      lists?: Record<string, string[]>;
    };
    /** Holds the page's sample data (S11); `populated` may hold them instead. */
    sample?: { id: string };
    /** Exists and has no lists. */
    empty?: { id: string };
    /** Must not exist on the target. */
    unknown?: { id: string };
  };
  identities?: {
    /** Signed with the app's key unless a UserSig is given. */
    nonAdmin?: { identifier: string; userSig?: string };
  };
}

const account = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', minLength: 1 } },
  additionalProperties: false,
};

const schema = {
  type: 'object',
  required: ['accounts'],
  properties: {
    accounts: {
      type: 'object',
      required: ['populated'],
      properties: {
        populated: {
          type: 'object',
          required: ['id'],
          properties: {
            id: { type: 'string', minLength: 1 },
            currentSequence: { type: 'integer', minimum: 0 },
            lists: {
              type: 'object',
              additionalProperties: { type: 'array', items: { type: 'string' }, uniqueItems: true },
            },
          },
          additionalProperties: false,
        },
        sample: account,
        empty: account,
        unknown: account,
      },
      additionalProperties: false,
    },
    identities: {
      type: 'object',
      properties: {
        nonAdmin: {
          type: 'object',
          required: ['identifier'],
          properties: {
            identifier: { type: 'string', minLength: 1 },
            userSig: { type: 'string', minLength: 1 },
          },
          additionalProperties: false,
        },
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};

const format = yamlFormat<Fixtures>({ name: 'the fixtures file', schema });

/** The embedded target's own fixtures: lists on which common mistakes show, and an account with the page's sample data. */
export function embeddedFixtures(): Fixtures {
  return readFixtures(`${import.meta.dirname}/fixtures.yaml`);
}

/** An account that holds the page's sample data (S11). The page shows the friends of its first list alone. */
export function sampleAccount(id: string): Required<Fixtures['accounts']['populated']> {
  const { CurrentSequence: currentSequence, ResultItem } = samples.BasicResponse;
  const lists = ResultItem.map(({ GroupName, FriendNumber }) => [
    GroupName,
    Array.from({ length: FriendNumber }, (_, index) => `friend${index + 1}`),
  ]);
  return { id, currentSequence, lists: Object.fromEntries(lists) };
}

/** What a target is taken to hold whose fixtures the user does not give: the page's sample data. */
export function sampleFixtures(): Fixtures {
  const { accounts, ...others } = embeddedFixtures();
  const { sample: _, ...rest } = accounts;
  return { ...others, accounts: { ...rest, populated: sampleAccount(samples.BasicRequest.From_Account) } };
}

/** @throws UsageError naming file, line and column, and what is expected there */
export function readFixtures(path: string): Fixtures {
  return format.read(path).value;
}

/** Parses the text of a fixtures file; `name` is for messages. @throws UsageError as readFixtures does */
export function parseFixtures(text: string, name: string): Fixtures {
  return format.parse(text, name).value;
}
