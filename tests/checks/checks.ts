import { isDeepStrictEqual } from 'node:util';
import { signUserSig } from '../../client/credentials/usersig.ts';
import { findListData, isRecord, quote } from '../../client/judge/judge-response.ts';
import type { Pull } from '../../client/judge/knowledge.ts';
import { isLoopback } from '../../client/settings/loopback.ts';
import { adminUserSig, callUserSigSeconds } from '../../client/settings/settings.ts';
import { type ClauseId, editions, samples } from '../../spec/generated/contract.ts';
import { incorrectParameter, malformedBody, NotExercised, publicOnly, type Session } from '../session.ts';
import { failGenerated, malformGenerated, pullGenerated } from './generated-requests.ts';
import { incorrectParametersOf, malformedBodies } from './incorrect-requests.ts';
import { wrongCredentials, wronglySignedCredentials } from './wrong-credentials.ts';

/** One thing that the suite does for a clause. It returns when done; what it found the session holds. */
export interface Check {
  clause: ClauseId;
  title: string;
  /** @throws NotExercised when fixtures or target do not allow it */
  run(session: Session): Promise<void>;
}

const yes = 'Need_Friend_Type_Yes';

/** A correct pull of the populated account. */
function pullOf(session: Session, changes: Partial<Pull> = {}): Pull {
  return { From_Account: session.populated.id, LastSequence: 0, ...changes };
}

/** Makes pulls one after the other; each answer is judged by all rules. */
async function pullEach(session: Session, changes: Partial<Pull>[]): Promise<void> {
  for (const change of changes) await session.pull(pullOf(session, change));
}

/**
 * Every check, by clause. To run those of one clause: `npm run contract -- --clause S5`.
 *
 * A pull made here is judged by every rule in rules.ts, and every response by judgeResponse in spec/: a check's part is to
 * bring about the answers on which its clause can be seen to fail.
 */
export const checks: Check[] = [
  {
    clause: 'C1',
    title: 'the call is served at its path',
    async run(session) {
      await session.ready();
      session.judged('C1');
      if (isLoopback(session.target.url) && session.target.url.protocol === 'http:') {
        session.note('C1', 'plain HTTP, as loopback may');
      }
    },
  },
  {
    clause: 'C2',
    title: 'random is accepted at its bounds, and values percent-encoded',
    async run(session) {
      await session.ready();
      for (const random of ['0', '1', '2147483648', '4294967295']) {
        const exchange = await session.send({ query: { random }, body: pullOf(session) });
        session.judged('C2');
        if (exchange.judgement?.kind !== 'ok')
          session.breach('C2', exchange, `random=${random} is not accepted`);
      }
      const percentEncoded = await session.send({ percentEncoded: true, body: pullOf(session) });
      if (percentEncoded.judgement?.kind !== 'ok') {
        session.breach('C2', percentEncoded, 'values of the query that are percent-encoded are not accepted');
      }
    },
  },
  {
    clause: 'C2',
    title: 'a parameter under a name in another case is not that parameter',
    async run(session) {
      await session.ready();
      const userSig = adminUserSig(session.target);
      const { sdkAppId, identifier } = session.target;
      for (const query of [
        { sdkappid: undefined, SdkAppId: String(sdkAppId) },
        { identifier: undefined, Identifier: identifier },
        { usersig: undefined, UserSig: userSig },
        { sdkappid: undefined, SDKAPPID: String(sdkAppId) },
      ]) {
        const names = Object.keys(query)[1];
        await session.mustFail(
          'C2',
          { query, body: pullOf(session) },
          `"${names}" for a name`,
          publicOnly,
          'FAIL 60000..79999',
        );
      }
    },
  },
  {
    clause: 'C2',
    title: 'an identifier in another case is another identifier',
    async run(session) {
      await session.ready();
      const { identifier } = session.target;
      const other = [identifier.toUpperCase(), identifier.toLowerCase()].find((text) => text !== identifier);
      if (other === undefined)
        throw new NotExercised('TARGET_IDENTIFIER has no letters whose case could be changed');
      const query = { identifier: other };
      await session.mustFail(
        'C2',
        { query, body: pullOf(session) },
        'the identifier in another case',
        publicOnly,
        'FAIL 60000..79999',
      );
    },
  },
  {
    clause: 'C3',
    title: 'the region chosen is the host called',
    async run(session) {
      const { region } = session.target;
      if (region === undefined) throw new NotExercised('the target is not chosen by TARGET_REGION');
      await session.ready();
      session.judged('C3');
    },
  },
  {
    clause: 'C4',
    title: 'no other method yields list data',
    async run(session) {
      await session.ready();
      const body = pullOf(session, { NeedFriend: yes });
      for (const [method, sent] of [
        ['GET', ''],
        ['GET', body],
        ['PUT', body],
        ['PATCH', body],
        ['DELETE', body],
        ['OPTIONS', body],
        ['PROPFIND', body],
      ] as const) {
        await otherMethod(session, method, sent);
      }
    },
  },
  {
    clause: 'C5',
    title: 'random or contenttype missing or out of range gets an envelope',
    async run(session) {
      await session.ready();
      for (const query of [
        { random: undefined },
        { random: '' },
        { random: '-1' },
        { random: '4294967296' },
        { random: 'x' },
        { contenttype: undefined },
        { contenttype: 'xml' },
        { contenttype: 'JSON' },
      ]) {
        await session.send({ query, body: pullOf(session), open: true });
        session.judged('C5');
      }
    },
  },
  {
    clause: 'B1',
    title: 'a string From_Account is accepted, none is not',
    async run(session) {
      await session.ready();
      session.judged('B1');
      await session.mustFail(
        'B1',
        { body: { LastSequence: 0 } },
        'no From_Account',
        incorrectParameter,
        'FAIL 30001',
      );
      await session.mustFail(
        'B1',
        { body: { From_Account: 7, LastSequence: 0 } },
        'From_Account a number',
        incorrectParameter,
        'FAIL 30001',
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
        const pull = pullOf(session, { LastSequence, GroupName: [name as string], NeedFriend: yes });
        const exchange = await session.send({ body: pull });
        const answer = session.judgePull(pull, exchange, session.populated);
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
        await session.mustFail('B2', { body }, 'no LastSequence', incorrectParameter, 'FAIL 30001');
        return;
      }
      const exchange = await session.send({ body });
      session.judged('B2');
      if (!session.judgePull(pullOf(session), exchange, session.populated)) {
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
        await session.pull(pullOf(session, { NeedFriend: yes, LastSequence: stale(session) })),
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
        'FAIL 30001',
      );
    },
  },
  {
    clause: 'B4',
    title: 'an empty GroupName means every list',
    async run(session) {
      await session.ready();
      for (const change of [{}, { NeedFriend: yes }]) {
        const pull = pullOf(session, { GroupName: [], LastSequence: stale(session), ...change });
        const exchange = await session.send({ body: pull });
        const answer = session.judgePull(pull, exchange, session.populated);
        session.judged('B4');
        const names = answer?.items?.map(({ GroupName }) => GroupName) ?? [];
        if (session.listNames.some((name) => !names.includes(name))) {
          session.breach('B4', exchange, 'GroupName [] does not bring every list');
        }
      }
    },
  },
  {
    clause: 'E1',
    title: 'success and every kind of failure alike are HTTP 200',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E2',
    title: 'success and every kind of failure alike have the envelope',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E3',
    title: 'OK goes with 0, FAIL with another code',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E4',
    title: 'every kind of failure has a documented code and says why',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E5',
    title: 'no kind of failure carries list data, whatever is asked for',
    run: (session) =>
      everyKindOfAnswer(session, { NeedFriend: yes, GroupName: session.listNames.slice(0, 2) }),
  },
  {
    clause: 'E6',
    title: 'fields that the source does not name are noted',
    run: (session) => everyKindOfAnswer(session, { NeedFriend: yes }),
  },
  {
    clause: 'E7',
    title: 'a Content-Type that is not JSON is noted',
    run: (session) => everyKindOfAnswer(session, { NeedFriend: yes }),
  },
  {
    clause: 'S1',
    title: 'CurrentSequence is the same for every shape of request',
    async run(session) {
      await session.ready();
      const [name] = session.listNames;
      await pullEach(session, [
        {},
        { NeedFriend: yes },
        { LastSequence: session.sequence },
        { LastSequence: stale(session) },
        ...(name === undefined
          ? []
          : [{ GroupName: [name] }, { GroupName: [name], NeedFriend: yes, LastSequence: session.sequence }]),
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
        { LastSequence: stale(session), NeedFriend: yes },
        ...(name === undefined ? [] : [{ GroupName: [name] }, { GroupName: [name, name], NeedFriend: yes }]),
        { GroupName: ['no such list'] },
      ]);
      if (session.empty)
        await session.pull({ From_Account: session.empty.id, LastSequence: 0 }, session.empty);
    },
  },
  {
    clause: 'S3',
    title: 'a first or stale pull returns every list',
    async run(session) {
      await session.ready();
      for (const LastSequence of session.staleSequences) {
        await pullEach(session, [{ LastSequence }, { LastSequence, NeedFriend: yes }]);
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
        { LastSequence, NeedFriend: yes },
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
        { GroupName: [last, first], NeedFriend: yes },
        { GroupName: names },
        { GroupName: [...names].reverse(), LastSequence: session.sequence },
        { GroupName: names.slice(1), LastSequence: session.sequence + 1 },
        { GroupName: [first, first] },
      ]);
      const all = session.listNames.slice(0, maxNamesAtOnce);
      if (all.length > names.length)
        await pullEach(session, [{ GroupName: all }, { GroupName: all, NeedFriend: yes }]);
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
        pullOf(session, { GroupName: [name], NeedFriend: yes }),
      ]);
      await Promise.all(pulls.map((pull) => session.pull(pull, session.populated, true)));
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
        { GroupName: [first, 'no such list'], NeedFriend: yes },
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
        { NeedFriend: yes },
        ...names.slice(0, maxNamesTried).map((name) => ({ NeedFriend: yes, GroupName: [name] })),
        { NeedFriend: yes, GroupName: names.slice(0, 2), LastSequence: session.sequence },
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
        { NeedFriend: yes },
        { GroupName: names },
        { GroupName: names, NeedFriend: yes },
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
        { NeedFriend: yes },
        { LastSequence: session.sequence },
        ...(name === undefined ? [] : [{ GroupName: [name], NeedFriend: yes }]),
      ];
      for (let round = 0; round < 3; round += 1) await pullEach(session, shapes);
    },
  },
  {
    clause: 'S9',
    title: 'the same request, written otherwise, gets the same lists',
    async run(session) {
      await session.ready();
      const pull = pullOf(session, { NeedFriend: yes, GroupName: session.listNames.slice(0, 2) });
      for (const body of writtenOtherwise(pull))
        session.judgePull(pull, await session.send({ body }), session.populated);
    },
  },
  {
    clause: 'S10',
    title: 'an account without lists gets none, between and beside pulls of one that has some',
    async run(session) {
      await session.ready();
      const { empty } = session;
      if (!empty) throw new NotExercised('the fixtures name no account without lists; add accounts.empty');
      const emptyPull = { From_Account: empty.id, LastSequence: 0, NeedFriend: yes };
      const [name] = session.listNames;
      await session.pull(emptyPull, empty);
      if (name !== undefined) await session.pull({ ...emptyPull, GroupName: [name] }, empty);
      await session.pull({ ...emptyPull, LastSequence: session.sequence }, empty);
      const rounds = Array.from({ length: 6 }, () => [
        session.pull(emptyPull, empty, true),
        session.pull(pullOf(session, { NeedFriend: yes }), session.populated, true),
      ]);
      await Promise.all(rounds.flat());
    },
  },
  {
    clause: 'S11',
    title: 'the sample requests get the sample responses',
    async run(session) {
      if (!holdsSampleData(session)) {
        throw new NotExercised("the fixtures do not declare the page's sample data for accounts.populated");
      }
      await session.ready();
      await sample(session, samples.BasicRequest, samples.BasicResponse);
      await sample(session, samples.CompleteRequest, samples.CompleteResponse);
    },
  },
  {
    clause: 'F1',
    title: 'each incorrect parameter fails',
    async run(session) {
      await session.ready();
      for (const { field, is, value } of incorrectParametersOf(session.target.edition)) {
        const body = { ...pullOf(session), [field]: value };
        await session.mustFail('F1', { body }, `${field} "${is}"`, incorrectParameter, 'FAIL 30001');
      }
    },
  },
  {
    clause: 'F1',
    title: 'an incorrect parameter fails beside others that could hide it',
    async run(session) {
      await session.ready();
      const [name = 'group1'] = session.listNames;
      for (const [is, change] of [
        ['everything "missing"', { From_Account: undefined, LastSequence: undefined }],
        ['LastSequence "a string beside GroupName"', { LastSequence: '1', GroupName: [name] }],
        ['LastSequence "a fraction beside GroupName"', { LastSequence: 0.5, GroupName: [name] }],
        ['NeedFriend "a boolean beside GroupName"', { NeedFriend: true, GroupName: [name] }],
        ['LastSequence "the current one as a string"', { LastSequence: String(session.sequence) }],
        ['GroupName "a number after a name"', { GroupName: [name, 1] }],
        ['GroupName "a number after three names"', { GroupName: [name, name, name, 1] }],
        ['GroupName "true before a name"', { GroupName: [true, name] }],
        ['GroupName "a list in place of its name"', { GroupName: [{ GroupName: name }] }],
        ['GroupName "a string at the current sequence"', { GroupName: name, LastSequence: session.sequence }],
        ['NeedFriend "a number at the current sequence"', { NeedFriend: 1, LastSequence: session.sequence }],
        ['From_Account "empty beside GroupName"', { From_Account: '', GroupName: [name] }],
      ] as const) {
        await session.mustFail(
          'F1',
          { body: { ...pullOf(session), ...change } },
          is,
          incorrectParameter,
          'FAIL 30001',
        );
      }
    },
  },
  {
    clause: 'F1',
    title: 'generated requests with incorrect parameters fail',
    async run(session) {
      await session.ready();
      await failGenerated(session);
    },
  },
  {
    clause: 'F2',
    title: 'an account that does not exist fails with 30003',
    async run(session) {
      await session.ready();
      const { unknown } = session.target.fixtures.accounts;
      if (!unknown)
        throw new NotExercised('the fixtures name no account that does not exist; add accounts.unknown');
      const [name = 'group1'] = session.listNames;
      for (const change of [
        {},
        { NeedFriend: yes },
        { GroupName: [name] },
        { LastSequence: session.sequence },
        { LastSequence: session.sequence + 1 },
        { LastSequence: session.sequence, NeedFriend: yes, GroupName: [name] },
      ]) {
        const body = { From_Account: unknown.id, LastSequence: 0, ...change };
        await session.mustFail(
          'F2',
          { body },
          'an unknown account',
          (code) => (code === 30003 ? 'right' : 'wrong'),
          'FAIL 30003',
        );
      }
    },
  },
  {
    clause: 'F3',
    title: 'an identifier that is no app admin is refused',
    async run(session) {
      await session.ready();
      const { nonAdmin } = session.target.fixtures.identities ?? {};
      if (!nonAdmin)
        throw new NotExercised('the fixtures name no identity that is not an admin; add identities.nonAdmin');
      const { credential, sdkAppId } = session.target;
      const { identifier } = nonAdmin;
      const usersig =
        nonAdmin.userSig ??
        (credential.kind === 'key'
          ? signUserSig(credential.secretKey, sdkAppId, identifier, callUserSigSeconds)
          : undefined);
      if (usersig === undefined) {
        throw new NotExercised(
          'no UserSig for the identity that is not an admin; set TARGET_SECRET_KEY, or identities.nonAdmin.userSig',
        );
      }
      const accepted = (code: number) => (code === 30004 ? 'right' : code === 60010 ? 'noted' : 'wrong');
      for (const body of [...shapesOf(session), pullOf(session, { From_Account: identifier })]) {
        await session.mustFail(
          'F3',
          { query: { identifier, usersig }, body },
          'an identifier that is no app admin',
          accepted,
          'FAIL 30004',
        );
      }
    },
  },
  {
    clause: 'F4',
    title: 'a body that is no JSON object fails',
    async run(session) {
      await session.ready();
      for (const { is, body } of malformedBodies(pullOf(session))) {
        await session.mustFail('F4', { body }, `a body "${is}"`, malformedBody, 'FAIL 30001 or 60000..79999');
      }
    },
  },
  {
    clause: 'F4',
    title: 'generated bodies that are no JSON object fail',
    async run(session) {
      await session.ready();
      await malformGenerated(session);
    },
  },
  {
    clause: 'F5',
    title: 'missing, stolen and tampered credentials are refused',
    async run(session) {
      await session.ready();
      for (const { is, query } of wrongCredentials(session.target, adminUserSig(session.target))) {
        await session.mustFail('F5', { query, body: pullOf(session) }, is, publicOnly, 'FAIL 60000..79999');
      }
    },
  },
  {
    clause: 'F5',
    title: 'expired and wrongly signed credentials are refused',
    async run(session) {
      await session.ready();
      const { credential } = session.target;
      if (credential.kind !== 'key') {
        throw new NotExercised('signing takes the app key; set TARGET_SECRET_KEY instead of TARGET_USERSIG');
      }
      for (const { is, query } of wronglySignedCredentials(session.target, credential.secretKey)) {
        await session.mustFail('F5', { query, body: pullOf(session) }, is, publicOnly, 'FAIL 60000..79999');
      }
    },
  },
  {
    clause: 'F5',
    title: 'credentials are looked at whatever is asked for',
    async run(session) {
      await session.ready();
      const { target } = session;
      const wrong = [
        ...wrongCredentials(target, adminUserSig(target)),
        ...(target.credential.kind === 'key'
          ? wronglySignedCredentials(target, target.credential.secretKey)
          : []),
      ].filter(({ is }) => triedWithEveryShape.has(is));
      for (const body of shapesOf(session)) {
        for (const { is, query } of wrong)
          await session.mustFail('F5', { query, body }, is, publicOnly, 'FAIL 60000..79999');
      }
    },
  },
  {
    clause: 'F6',
    title: 'no call is told to try again for ever',
    async run(session) {
      await session.ready();
      const names = session.listNames.slice(0, 2);
      await pullEach(session, [
        {},
        { NeedFriend: yes },
        { GroupName: names },
        { GroupName: names, NeedFriend: yes },
      ]);
    },
  },
];

/** Of the wrong credentials, one for each thing that a service looks at: the coding, the signature, the time. */
const triedWithEveryShape: ReadonlySet<string> = new Set([
  'usersig cut in half',
  'UserSig signed with another key',
  'UserSig expired',
  'UserSig expired after a short life',
]);
/** A request of so many names is still of a usual size. */
const maxNamesAtOnce = 200;
/** Enough for a pattern to show, few enough for an account of a thousand lists. */
const maxNamesTried = 8;

function stale(session: Session): number {
  return session.staleSequences[0] as number;
}

/** Correct pulls of every shape, and one of the account without lists where there is one. */
function shapesOf(session: Session): Pull[] {
  const { empty, sequence } = session;
  const [name = 'group1'] = session.listNames;
  const shapes: Partial<Pull>[] = [
    {},
    { NeedFriend: yes },
    { GroupName: [name] },
    { GroupName: [name], NeedFriend: yes },
    { LastSequence: sequence },
    { LastSequence: sequence + 1 },
    ...(empty ? [{ From_Account: empty.id }] : []),
  ];
  return shapes.map((shape) => pullOf(session, shape));
}

/** One success and each kind of failure that fixtures and credentials allow; judged as every answer is (E1 to E7). */
async function everyKindOfAnswer(session: Session, changes: Partial<Pull> = {}): Promise<void> {
  const good = pullOf(session, changes);
  const { unknown } = session.target.fixtures.accounts;
  for (const call of [
    { body: good },
    { body: '{' },
    { body: { ...good, LastSequence: 'x' } },
    { body: { ...good, From_Account: '' } },
    ...(unknown ? [{ body: { ...good, From_Account: unknown.id } }] : []),
  ]) {
    await session.send(call);
  }
  for (const query of [{ usersig: 'x' }, { sdkappid: undefined }]) {
    const exchange = await session.send({ body: good, query });
    if (exchange.judgement?.kind === 'ok')
      session.breach('F5', exchange, `a wrong ${Object.keys(query)[0]} gets OK`);
  }
}

/** The same JSON value as other clients write it. */
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

/** C4: HTTP 200 with FAIL; 404 and 405 with a note; list data never. */
async function otherMethod(session: Session, method: string, body: unknown): Promise<void> {
  // Some servers leave the body of such a call unread; on a connection of its own that harms no other call.
  const exchange = await session.client.call({ method, body, freshConnection: true, ownStatus: true });
  const { status, judgement } = exchange;
  session.judged('C4');
  // Servers and gateways answer these by themselves, if at all: a CORS preflight with 204, an unknown verb with 501.
  const ownAnswer = ['OPTIONS', 'PROPFIND'].includes(method);
  if (ownAnswer && (judgement === null || judgement.kind === 'malformed')) {
    session.note('C4', `${method} gets ${status === null ? 'no answer' : `HTTP ${status}`}`);
    return;
  }
  if (status === null || judgement === null) {
    session.breach('C4', exchange, `${method} gets no answer (${exchange.fault})`);
    return;
  }
  const pointer = isRecord(judgement.json) ? findListData(judgement.json) : undefined;
  const [violation] = judgement.violations;
  // Servers and gateways may refuse a GET that has a body before they look at its method.
  const tolerated = [404, 405, ...(method === 'GET' && body !== '' ? [400] : [])];
  if (pointer !== undefined) session.breach('C4', exchange, `${method} yields list data, at ${pointer}`);
  else if (tolerated.includes(status)) session.note('C4', `${method} gets HTTP ${status}`);
  else if (judgement.kind === 'ok') session.breach('C4', exchange, `${method} gets OK`);
  else if (violation) session.breach('C4', exchange, `${method} gets no proper FAIL: ${violation.reason}`);
}

/** S11: every field of the sample as it stands there; ErrorDisplay may be absent (E2), further fields may be there. */
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
    const [is, should] = [json[name], value].map((text) => quote(String(JSON.stringify(text)), ''));
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
