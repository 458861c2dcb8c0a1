import { decodeUserSig, type UserSigClaims, userSigSignature } from '../../client/credentials/usersig.ts';
import { referenceSteps as reference, type Steps } from '../group-get.ts';
import { type Body, editFailure, type Mutant, mendQuery, yes } from './mutant.ts';

/** Forgives the faults of the credentials that have these codes. */
function forgive(...codes: number[]): () => Partial<Steps> {
  return () => ({
    authenticate(given, world, now) {
      const code = reference.authenticate(given, world, now);
      return code !== undefined && codes.includes(code) ? undefined : code;
    },
  });
}

/** Accepts a signature that does not match its claims where `good` says so. @param good gets `sign`, which signs claims with the app's key */
function acceptSignature(
  good: (
    userSig: { signature: string; claims: UserSigClaims },
    sign: (claims: UserSigClaims) => string,
  ) => boolean,
): () => Partial<Steps> {
  return () => ({
    authenticate(given, world, now) {
      const code = reference.authenticate(given, world, now);
      const decoded = decodeUserSig(given.get('usersig') ?? '');
      if (code !== 70009 || !decoded) return code;
      return good(decoded, (claims) => userSigSignature(world.secretKey, claims)) ? undefined : code;
    },
  });
}

/** Lets the steps that run before the body is parsed depend on the body. */
function seeingBody(steps: (body: () => Body) => Partial<Steps>): () => Partial<Steps> {
  return () => {
    let text = '';
    return {
      route(call) {
        text = call.body;
        return reference.route(call);
      },
      ...steps(() => bodyOf(text)),
    };
  };
}

function bodyOf(text: string): Body {
  const parsed = reference.parse(text);
  return typeof parsed === 'number' ? {} : parsed;
}

/** Leaves the credentials unchecked for some bodies. */
function unverified(when: (body: Body) => boolean): () => Partial<Steps> {
  return seeingBody((body) => ({
    authenticate: (given, world, now) =>
      when(body()) ? undefined : reference.authenticate(given, world, now),
  }));
}

/** Takes every signed identifier for an admin for some bodies. */
function anyAdmin(when: (body: Body) => boolean): () => Partial<Steps> {
  return seeingBody((body) => ({
    authorize: (identifier, world) => (when(body()) ? undefined : reference.authorize(identifier, world)),
  }));
}

/** Takes other identifiers for the admin's, or other app ids for the app's. */
function takeFor(
  name: 'identifier' | 'sdkappid',
  right: string,
  like: (given: string) => boolean,
): () => Partial<Steps> {
  return () => ({
    ...mendQuery((given) => {
      if (like(given.get(name) ?? '')) given.set(name, right);
      return given;
    })(),
    ...(name === 'identifier' && { authorize: (identifier) => (like(identifier) ? undefined : 30004) }),
  });
}

/** Mutants that accept wrong credentials, or refuse them in the wrong way (F3, F5). */
export const credentialMutants: readonly Mutant[] = [
  { name: 'non-admins can pull', breaches: 'F3', steps: () => ({ authorize: () => undefined }) },
  {
    name: 'a non-admin gets the code of a wrong signature',
    breaches: 'F3',
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code === 30004 ? 70009 : code })),
  },
  {
    name: 'a non-admin gets the code of an unknown account',
    breaches: 'F3',
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code === 30004 ? 30003 : code })),
  },
  { name: 'signatures are not verified', breaches: 'F5', steps: forgive(70009) },
  {
    name: 'the UserSig is not checked at all',
    breaches: 'F5',
    alsoBreaches: ['C2'],
    steps: forgive(70001, 70003, 70009, 70013, 70014, 60004),
  },
  { name: 'expired UserSigs are good', breaches: 'F5', steps: forgive(70001) },
  {
    name: 'the UserSig of another user is good',
    breaches: 'F5',
    alsoBreaches: ['C2'],
    steps: forgive(70013),
  },
  { name: 'the UserSig of another app is good', breaches: 'F5', steps: forgive(70014) },
  {
    name: 'sdkappid may be missing',
    breaches: 'F5',
    steps: mendQuery((given) => {
      if (!given.get('sdkappid')) given.set('sdkappid', '88888888');
      return given;
    }),
  },
  {
    name: 'identifier may be missing',
    breaches: 'F5',
    alsoBreaches: ['C2'],
    steps: mendQuery((given) => {
      if (!given.get('identifier')) given.set('identifier', 'admin');
      return given;
    }),
  },
  {
    name: 'usersig may be missing',
    breaches: 'F5',
    steps: () => ({
      authenticate: (given, world, now) =>
        given.has('usersig') ? reference.authenticate(given, world, now) : undefined,
    }),
  },
  {
    name: 'usersig may be empty',
    breaches: 'F5',
    steps: () => ({
      authenticate: (given, world, now) =>
        given.get('usersig') === '' ? undefined : reference.authenticate(given, world, now),
    }),
  },
  { name: 'a UserSig that cannot be read is good', breaches: 'F5', steps: forgive(70003) },
  {
    name: 'sdkappid is not compared',
    breaches: 'F5',
    steps: mendQuery((given) => {
      if (/^\d+$/.test(given.get('sdkappid') ?? '')) given.set('sdkappid', '88888888');
      return given;
    }),
  },
  {
    name: 'only the first letters of the signature are compared',
    breaches: 'F5',
    steps: acceptSignature(
      ({ signature, claims }, sign) => signature.slice(0, 8) === sign(claims).slice(0, 8),
    ),
  },
  {
    name: 'an empty signature is good',
    breaches: 'F5',
    steps: acceptSignature(({ signature }) => signature === ''),
  },
  {
    name: 'the lifetime is not signed',
    breaches: 'F5',
    steps: acceptSignature(
      ({ signature, claims }, sign) =>
        claims.expireSeconds >= 80_000 &&
        signature === sign({ ...claims, expireSeconds: claims.expireSeconds - 86_400 }),
    ),
  },
  {
    name: 'wrong credentials get the code of a non-admin',
    breaches: 'F5',
    alsoBreaches: ['C2'],
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code >= 70000 ? 30004 : code })),
  },
  {
    name: 'wrong credentials get OK without lists',
    breaches: 'F5',
    alsoBreaches: ['C2'],
    steps: () => ({
      failure: (code, call) =>
        code >= 70000
          ? reference.success([], 0, { From_Account: '', LastSequence: 0 })
          : reference.failure(code, call),
    }),
  },
  {
    name: 'non-admins can pull by name',
    breaches: 'F3',
    steps: () => {
      let identifier = '';
      return {
        authorize: (given) => {
          identifier = given;
          return undefined;
        },
        validate: (given, edition) =>
          identifier === 'admin' || Array.isArray(given.GroupName)
            ? reference.validate(given, edition)
            : 30004,
      };
    },
  },
  {
    name: 'signatures are compared in any case',
    breaches: 'F5',
    steps: acceptSignature(
      ({ signature, claims }, sign) => signature.toLowerCase() === sign(claims).toLowerCase(),
    ),
  },
  {
    name: 'the first half of the signature is compared',
    breaches: 'F5',
    steps: acceptSignature(
      ({ signature, claims }, sign) => signature.slice(0, 20) === sign(claims).slice(0, 20),
    ),
  },
  {
    name: 'the identifier is not signed',
    breaches: 'F5',
    steps: acceptSignature(
      ({ signature, claims }, sign) => signature === sign({ ...claims, identifier: 'admin' }),
    ),
  },
  {
    name: 'non-admins can pull at a sequence other than 0',
    breaches: 'F3',
    steps: anyAdmin(({ LastSequence }) => Number(LastSequence) > 0),
  },
  {
    name: 'non-admins can pull users by name',
    breaches: 'F3',
    steps: anyAdmin(({ NeedFriend, GroupName }) => NeedFriend === yes && Array.isArray(GroupName)),
  },
  {
    name: 'credentials are not checked at the current sequence',
    breaches: 'F5',
    steps: unverified(({ LastSequence, GroupName }) => LastSequence === 2 && GroupName === undefined),
  },
  {
    name: 'credentials are not checked at a higher sequence',
    breaches: 'F5',
    steps: unverified(({ LastSequence }) => Number(LastSequence) > 2),
  },
  {
    name: 'credentials are not checked when users are pulled by name',
    breaches: 'F5',
    steps: unverified(({ NeedFriend, GroupName }) => NeedFriend === yes && Array.isArray(GroupName)),
  },
  {
    name: 'signatures are not verified when users are pulled',
    breaches: 'F5',
    steps: seeingBody((body) => ({
      authenticate(given, world, now) {
        const code = reference.authenticate(given, world, now);
        return code === 70009 && body().NeedFriend === yes ? undefined : code;
      },
    })),
  },
  {
    name: 'a prefix of the identifier is accepted',
    breaches: 'F5',
    steps: takeFor('identifier', 'admin', (given) => given !== '' && 'admin'.startsWith(given)),
  },
  {
    name: 'an identifier with a suffix is accepted',
    breaches: 'F5',
    steps: takeFor('identifier', 'admin', (given) => given.startsWith('admin')),
  },
  {
    name: 'an identifier may have blanks around it',
    breaches: 'F5',
    steps: takeFor('identifier', 'admin', (given) => given.trim() === 'admin'),
  },
  {
    name: 'a prefix of sdkappid is accepted',
    breaches: 'F5',
    steps: takeFor('sdkappid', '88888888', (given) => given !== '' && '88888888'.startsWith(given)),
  },
  {
    name: 'sdkappid wraps at 32 bits',
    breaches: 'F5',
    steps: mendQuery((given) => {
      const sdkAppId = given.get('sdkappid') ?? '';
      if (/^\d+$/.test(sdkAppId)) given.set('sdkappid', String(Number(sdkAppId) % 2 ** 32));
      return given;
    }),
  },
  {
    name: 'a lifetime of 0 never expires',
    breaches: 'F5',
    steps: () => ({
      authenticate(given, world, now) {
        const code = reference.authenticate(given, world, now);
        const life = decodeUserSig(given.get('usersig') ?? '')?.claims.expireSeconds;
        return code === 70001 && life === 0 ? undefined : code;
      },
    }),
  },
];
