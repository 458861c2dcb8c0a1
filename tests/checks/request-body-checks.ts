import { incorrectParameter } from '../../client/judge/expected-failure.ts';
import { editions } from '../../spec/generated/contract.ts';
import { type Check, pullOf, shapesOf, stale, usersNeeded } from './check.ts';
import { optionalFieldsOf } from './incorrect-requests.ts';

/** B1 to B4: the fields of the request body. */
export const requestBodyChecks: Check[] = [
  {
    clause: 'B1',
    title: 'a string From_Account is accepted, none is not',
    async run(session) {
      await session.ready();
      session.judged('B1');
      await session.mustFail('B1', { body: { LastSequence: 0 } }, 'no From_Account', incorrectParameter);
      await session.mustFail(
        'B1',
        { body: { From_Account: 7, LastSequence: 0 } },
        'From_Account a number',
        incorrectParameter,
      );
    },
  },
  {
    clause: 'B2',
    title: 'LastSequence has no effect beside GroupName',
    async run(session) {
      await session.ready();
      const [name] = session.listNamesAtLeast(1);
      const answers: (string | undefined)[] = [];
      for (const LastSequence of [session.sequence, ...session.staleSequences]) {
        const pull = pullOf(session, { LastSequence, GroupName: [name as string], NeedFriend: usersNeeded });
        const exchange = await session.send({ body: pull });
        const answer = session.judgePull(pull, exchange);
        session.judged('B2');
        answers.push(
          JSON.stringify(answer?.items?.map(({ GroupName, FriendNumber }) => [GroupName, FriendNumber])),
        );
        if (answers[0] !== answers.at(-1)) {
          session.breach('B2', exchange, `beside GroupName, LastSequence ${LastSequence} changes the answer`);
        }
      }
    },
  },
  {
    clause: 'B2',
    title: 'LastSequence is required, or a first pull when the edition does not require it',
    async run(session) {
      await session.ready();
      const { LastSequence, ...body } = pullOf(session);
      if (editions[session.target.edition].requestRequires.includes('LastSequence')) {
        await session.mustFail('B2', { body }, 'no LastSequence', incorrectParameter);
        return;
      }
      const exchange = await session.send({ body });
      session.judged('B2');
      if (!session.judgePull(pullOf(session), exchange)) {
        session.breach('B2', exchange, 'a pull without LastSequence does not succeed');
      }
    },
  },
  {
    clause: 'B3',
    title: 'NeedFriend pulls users with its documented value, none when empty',
    async run(session) {
      await session.ready();
      const [users, empty] = [
        await session.pull(pullOf(session, { NeedFriend: usersNeeded, LastSequence: stale(session) })),
        await session.pull(pullOf(session, { NeedFriend: '', LastSequence: stale(session) })),
      ];
      if (users && empty) session.judged('B3');
      const other = pullOf(session, { NeedFriend: 'Need_Friend_Type_No' });
      const exchange = await session.send({ body: other, open: true });
      if (exchange.judgement) session.judged('B3');
      await session.mustFail(
        'B3',
        { body: { ...pullOf(session), NeedFriend: true } },
        'NeedFriend true',
        incorrectParameter,
      );
    },
  },
  {
    clause: 'B4',
    title: 'an empty GroupName means every list',
    async run(session) {
      await session.ready();
      for (const change of [{}, { NeedFriend: usersNeeded }]) {
        const pull = pullOf(session, { LastSequence: stale(session), ...change });
        const without = await session.pull(pull);
        const withEmpty = { ...pull, GroupName: [] };
        const exchange = await session.send({ body: withEmpty });
        const answer = session.judgePull(withEmpty, exchange);
        session.judged('B4');
        const names = answer?.items?.map(({ GroupName }) => GroupName);
        // Where the same pull without GroupName lacks a list as well, GroupName is not to blame.
        if (without?.items?.some(({ GroupName }) => !names?.includes(GroupName))) {
          session.breach('B4', exchange, 'GroupName [] does not bring every list');
        }
      }
    },
  },
  {
    clause: 'B5',
    title: 'null for an optional field gets an envelope',
    async run(session) {
      await session.ready();
      for (const field of optionalFieldsOf(session.target.edition)) {
        for (const shape of shapesOf(session)) {
          await session.send({ body: { ...shape, [field]: null }, open: true });
          session.judged('B5');
        }
      }
    },
  },
];
