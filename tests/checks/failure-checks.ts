import { signUserSig } from '../../client/credentials/usersig.ts';
import {
  incorrectParameter,
  malformedBody,
  noAdmin,
  publicCode,
  unknownAccount,
} from '../../client/judge/expected-failure.ts';
import { adminUserSig, callUserSigSeconds } from '../../client/settings/settings.ts';
import { NotExercised } from '../session.ts';
import { type Check, pullEach, pullOf, shapesOf, usersNeeded } from './check.ts';
import { failGenerated, malformGenerated } from './generated-requests.ts';
import { incorrectParametersOf, malformedBodies } from './incorrect-requests.ts';
import { wrongCredentials, wronglySignedCredentials } from './wrong-credentials.ts';

/** Wrong credentials to try with every shape of request: one each for the encoding, the signature and the time. */
const triedWithEveryShape: ReadonlySet<string> = new Set([
  'usersig cut in half',
  'UserSig signed with another key',
  'UserSig expired',
  'UserSig expired after a short life',
]);

/** F1 to F6: requests that must fail, and answers that say "try again". */
export const failureChecks: Check[] = [
  {
    clause: 'F1',
    title: 'each incorrect parameter fails',
    async run(session) {
      await session.ready();
      for (const { field, is, value } of incorrectParametersOf(session.target.edition)) {
        const body = { ...pullOf(session), [field]: value };
        await session.mustFail('F1', { body }, `${field} "${is}"`, incorrectParameter);
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
        await session.mustFail('F1', { body: { ...pullOf(session), ...change } }, is, incorrectParameter);
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
        { NeedFriend: usersNeeded },
        { GroupName: [name] },
        { LastSequence: session.sequence },
        { LastSequence: session.sequence + 1 },
        { LastSequence: session.sequence, NeedFriend: usersNeeded, GroupName: [name] },
      ]) {
        const body = { From_Account: unknown.id, LastSequence: 0, ...change };
        await session.mustFail('F2', { body }, 'an unknown account', unknownAccount);
      }
    },
  },
  {
    clause: 'F3',
    title: 'an identifier that is no app admin is refused the lists of another account',
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
      // What such an identifier gets of its own lists is unspecified.
      const bodies = shapesOf(session).filter((body) => body.From_Account !== identifier);
      if (bodies.length === 0) {
        throw new NotExercised(
          'the identity that is not an admin owns every account of the fixtures; name another one',
        );
      }
      for (const body of bodies) {
        await session.mustFail(
          'F3',
          { query: { identifier, usersig }, body },
          'an identifier that is no app admin',
          noAdmin,
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
        await session.mustFail('F4', { body }, `a body "${is}"`, malformedBody);
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
        await session.mustFail('F5', { query, body: pullOf(session) }, is, publicCode);
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
        await session.mustFail('F5', { query, body: pullOf(session) }, is, publicCode);
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
        for (const { is, query } of wrong) await session.mustFail('F5', { query, body }, is, publicCode);
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
        { NeedFriend: usersNeeded },
        { GroupName: names },
        { GroupName: names, NeedFriend: usersNeeded },
      ]);
    },
  },
];
