import { isDeepStrictEqual } from 'node:util';
import { quoted } from '../../client/call/untrusted-text.ts';
import { isRecord } from '../../client/judge/judge-response.ts';
import type { Pull } from '../../client/judge/knowledge.ts';
import { samples } from '../../spec/generated/contract.ts';
import { NotExercised, type Session } from '../session.ts';
import { type Check, pullEach, pullOf, stale, usersNeeded } from './check.ts';
import { pullGenerated } from './generated-requests.ts';

/** Maximum number of names in one request: still a request of usual size. */
const maxNamesAtOnce = 200;

/** Maximum number of names that a check tries one by one, as an account may have a thousand lists. */
const maxNamesTried = 8;

/** S1 to S11: the lists of a success. */
export const successChecks: Check[] = [
  {
    clause: 'S1',
    title: 'CurrentSequence is the same for every shape of request',
    async run(session) {
      await session.ready();
      const [name] = session.listNames;
      await pullEach(session, [
        {},
        { NeedFriend: usersNeeded },
        { LastSequence: session.sequence },
        { LastSequence: stale(session) },
        ...(name === undefined
          ? []
          : [
              { GroupName: [name] },
              { GroupName: [name], NeedFriend: usersNeeded, LastSequence: session.sequence },
            ]),
        {},
      ]);
    },
  },
  {
    clause: 'S2',
    title: 'ResultItem has its shape, whether it holds all, some or no lists',
    async run(session) {
      await session.ready();
      const [name] = session.listNames;
      await pullEach(session, [
        { LastSequence: stale(session) },
        { LastSequence: stale(session), NeedFriend: usersNeeded },
        ...(name === undefined
          ? []
          : [{ GroupName: [name] }, { GroupName: [name, name], NeedFriend: usersNeeded }]),
        { GroupName: ['no such list'] },
      ]);
      if (session.empty) await session.pull({ From_Account: session.empty.id, LastSequence: 0 });
    },
  },
  {
    clause: 'S3',
    title: 'a first or stale pull returns every list',
    async run(session) {
      await session.ready();
      for (const LastSequence of session.staleSequences) {
        await pullEach(session, [{ LastSequence }, { LastSequence, NeedFriend: usersNeeded }]);
      }
    },
  },
  {
    clause: 'S3',
    title: 'generated correct pulls keep every rule',
    async run(session) {
      await session.ready();
      await pullGenerated(session);
    },
  },
  {
    clause: 'S4',
    title: 'a pull at the current sequence returns all lists or none',
    async run(session) {
      await session.ready();
      const LastSequence = session.sequence;
      await pullEach(session, [
        { LastSequence },
        { LastSequence, NeedFriend: usersNeeded },
        { LastSequence, GroupName: [] },
      ]);
    },
  },
  {
    clause: 'S5',
    title: 'each list can be pulled by its name',
    async run(session) {
      await session.ready();
      for (const name of session.listNamesAtLeast(1).slice(0, maxNamesTried))
        await pullEach(session, [{ GroupName: [name] }]);
    },
  },
  {
    clause: 'S5',
    title: 'several names bring exactly those lists, in any order, named once or twice',
    async run(session) {
      await session.ready();
      const names = session.listNamesAtLeast(2).slice(0, maxNamesTried);
      const [first, last] = [names[0] as string, names.at(-1) as string];
      await pullEach(session, [
        { GroupName: [first, last] },
        { GroupName: [last, first], NeedFriend: usersNeeded },
        { GroupName: names },
        { GroupName: [...names].reverse(), LastSequence: session.sequence },
        { GroupName: names.slice(1), LastSequence: session.sequence + 1 },
        { GroupName: [first, first] },
      ]);
      const all = session.listNames.slice(0, maxNamesAtOnce);
      if (all.length > names.length)
        await pullEach(session, [{ GroupName: all }, { GroupName: all, NeedFriend: usersNeeded }]);
    },
  },
  {
    clause: 'S5',
    title: 'pulls of different lists at the same time each get their own',
    async run(session) {
      await session.ready();
      const names = session.listNamesAtLeast(2).slice(0, maxNamesTried);
      const pulls = names.flatMap((name) => [
        pullOf(session, { GroupName: [name] }),
        pullOf(session, { GroupName: [name], NeedFriend: usersNeeded }),
      ]);
      await Promise.all(pulls.map((pull) => session.pull(pull, true)));
    },
  },
  {
    clause: 'S5',
    title: 'a name that does not exist brings no list that was not asked for',
    async run(session) {
      await session.ready();
      const known = session.listNamesAtLeast(1);
      const [first, last] = [known[0] as string, known.at(-1) as string];
      const strange = [
        first.slice(0, -1),
        first.slice(1),
        `${first}x`,
        ` ${first}`,
        `${first} `,
        `${first}\u0000`,
        `${first.slice(0, -1)}_`,
        `${first.slice(0, -1)}?`,
        `${first.slice(0, 1)}%`,
        `${first},${last}`,
        '',
        '%',
        '*',
        '.*',
        "' OR '1'='1",
        'no such list',
        'список',
        ...known
          .slice(0, maxNamesTried)
          .flatMap((name) => [
            `${name.slice(0, -1)}~`,
            name.toUpperCase(),
            name.toLowerCase(),
            name.normalize('NFD'),
            name.normalize('NFKC'),
          ]),
      ].filter((name, index, all) => !known.includes(name) && all.indexOf(name) === index);
      for (const name of strange) await pullEach(session, [{ GroupName: [name] }]);
      await pullEach(session, [
        { GroupName: ['no such list', last] },
        { GroupName: [first, 'no such list'], NeedFriend: usersNeeded },
        { GroupName: ['no such list'], LastSequence: session.sequence },
      ]);
    },
  },
  {
    clause: 'S6',
    title: 'users are pulled when asked for, with and without GroupName',
    async run(session) {
      await session.ready();
      const names = session.listNamesAtLeast(1);
      await pullEach(session, [
        { NeedFriend: usersNeeded },
        ...names.slice(0, maxNamesTried).map((name) => ({ NeedFriend: usersNeeded, GroupName: [name] })),
        { NeedFriend: usersNeeded, GroupName: names.slice(0, 2), LastSequence: session.sequence },
      ]);
    },
  },
  {
    clause: 'S7',
    title: 'no users are pulled unless asked for',
    async run(session) {
      await session.ready();
      session.listNamesAtLeast(1);
      for (const LastSequence of session.staleSequences.slice(0, 2)) {
        await pullEach(session, [
          { LastSequence },
          { LastSequence, NeedFriend: '' },
          { LastSequence, GroupName: [] },
        ]);
      }
    },
  },
  {
    clause: 'S8',
    title: 'FriendNumber is the same with and without users, filtered or not',
    async run(session) {
      await session.ready();
      const names = session.listNamesAtLeast(1).slice(0, maxNamesTried);
      await pullEach(session, [
        {},
        { NeedFriend: usersNeeded },
        { GroupName: names },
        { GroupName: names, NeedFriend: usersNeeded },
        ...names.slice(0, 3).map((name) => ({ GroupName: [name], LastSequence: session.sequence })),
      ]);
    },
  },
  {
    clause: 'S9',
    title: 'the same request again gets the same lists',
    async run(session) {
      await session.ready();
      const [name] = session.listNames;
      const shapes: Partial<Pull>[] = [
        {},
        { NeedFriend: usersNeeded },
        { LastSequence: session.sequence },
        ...(name === undefined ? [] : [{ GroupName: [name], NeedFriend: usersNeeded }]),
      ];
      for (let round = 0; round < 3; round += 1) await pullEach(session, shapes);
    },
  },
  {
    clause: 'S9',
    title: 'the same request, written otherwise, gets the same lists',
    async run(session) {
      await session.ready();
      const pull = pullOf(session, { NeedFriend: usersNeeded, GroupName: session.listNames.slice(0, 2) });
      for (const body of writtenOtherwise(pull)) session.judgePull(pull, await session.send({ body }));
    },
  },
  {
    clause: 'S10',
    title: 'an account without lists gets none, between and beside pulls of one that has some',
    async run(session) {
      await session.ready();
      const { empty } = session;
      if (!empty) throw new NotExercised('the fixtures name no account without lists; add accounts.empty');
      const emptyPull = { From_Account: empty.id, LastSequence: 0, NeedFriend: usersNeeded };
      const [name] = session.listNames;
      await session.pull(emptyPull);
      if (name !== undefined) await session.pull({ ...emptyPull, GroupName: [name] });
      await session.pull({ ...emptyPull, LastSequence: session.sequence });
      const rounds = Array.from({ length: 6 }, () => [
        session.pull(emptyPull, true),
        session.pull(pullOf(session, { NeedFriend: usersNeeded }), true),
      ]);
      await Promise.all(rounds.flat());
    },
  },
  {
    clause: 'S11',
    title: 'the sample requests get the sample responses',
    async run(session) {
      const { sample: declared } = session.target.fixtures.accounts;
      if (!declared && !holdsSampleData(session)) {
        throw new NotExercised(
          "the fixtures name no account with the page's sample data; add accounts.sample, or declare them for accounts.populated",
        );
      }
      await session.ready();
      const account = declared && { From_Account: declared.id };
      await sample(session, { ...samples.BasicRequest, ...account }, samples.BasicResponse);
      await sample(session, { ...samples.CompleteRequest, ...account }, samples.CompleteResponse);
    },
  },
];

/** JSON texts of one value, as different clients write it. */
function writtenOtherwise(pull: Pull): string[] {
  const json = JSON.stringify(pull);
  const asEscapes = (text: string) =>
    text.replaceAll(/./gsu, (character) =>
      character.length > 1 ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  return [
    json,
    JSON.stringify(pull, null, 2),
    `\r\n\t${json} `,
    JSON.stringify(Object.fromEntries(Object.entries(pull).reverse())),
    json.replaceAll(/"([^"\\]*)"/g, (_, text: string) => `"${asEscapes(text)}"`),
  ];
}

/** S11: compares every field of the sample. ErrorDisplay may be absent (E2), and other fields may be present. */
async function sample(session: Session, request: object, expected: SampleResponse): Promise<void> {
  const exchange = await session.send({ body: request });
  const { judgement } = exchange;
  if (judgement === null) return;
  session.judged('S11');
  const json = isRecord(judgement.json) ? judgement.json : {};
  const { ResultItem, ...fields } = expected;
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'ErrorDisplay' && json[name] === undefined) continue;
    if (json[name] === value) continue;
    const [is, should] = [json[name], value].map((found) =>
      typeof found === 'string' ? quoted(found) : String(JSON.stringify(found)),
    );
    session.breach('S11', exchange, `${name} is ${is}, in the sample ${should}`, `/${name}`);
  }
  const items = Array.isArray(json.ResultItem) ? (json.ResultItem as unknown[]) : [];
  for (const item of ResultItem) {
    const index = items.findIndex((each) => isRecord(each) && each.GroupName === item.GroupName);
    const same = items[index] as Record<string, unknown> | undefined;
    const differs = Object.entries(item).find(([name, value]) => !isDeepStrictEqual(same?.[name], value));
    const pointer = same ? `/ResultItem/${index}/${differs?.[0]}` : '/ResultItem';
    if (differs)
      session.breach('S11', exchange, `${item.GroupName}: ${differs[0]} is not as in the sample`, pointer);
  }
  if (items.length > ResultItem.length)
    session.breach('S11', exchange, 'there are more lists than in the sample', '/ResultItem');
}

interface SampleResponse {
  ResultItem: readonly { GroupName: string; FriendNumber: number; To_Account?: readonly string[] }[];
  [field: string]: unknown;
}

function holdsSampleData(session: Session): boolean {
  const { id, sequence, lists } = session.populated;
  const counts = samples.BasicResponse.ResultItem.map(({ GroupName, FriendNumber }) => [
    GroupName,
    FriendNumber,
  ]);
  const [{ GroupName, To_Account }] = samples.CompleteResponse.ResultItem;
  return (
    id === samples.BasicRequest.From_Account &&
    (sequence ?? samples.BasicResponse.CurrentSequence) === samples.BasicResponse.CurrentSequence &&
    lists?.size === counts.length &&
    counts.every(([name, count]) => lists.get(name as string)?.count === count) &&
    To_Account.every((user) => lists.get(GroupName)?.friends?.has(user))
  );
}
