import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeUserSig, type UserSigClaims, userSigSignature } from '../../client/credentials/usersig.ts';
import type { ListItem } from '../../client/judge/judge-response.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import {
  type Account,
  type Answer,
  type Call,
  type List,
  type Request,
  referenceSteps as reference,
  type Steps,
} from '../group-get.ts';

/** A way in which an implementation goes wrong: overrides of single steps of the reference target. */
export interface Mutant {
  name: string;
  /** The clause that it breaches and that the suite must report. */
  breaches: ClauseId;
  /** Made anew for each target, so that state does not pass from one to the next. */
  steps: () => Partial<Steps>;
  /** Shows only where the fixtures declare the lists. */
  needsDeclaredLists?: true;
  /** Shows only on an account that holds the page's sample data. */
  needsSampleData?: true;
}

type Body = Record<string, unknown>;

const yes = 'Need_Friend_Type_Yes';

function json(body: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Changes the body of every answer. */
function body(change: (body: Body, call: Call) => unknown): () => Partial<Steps> {
  return () => ({ respond: (given, call) => json(change({ ...given } as Body, call)) });
}

/** Changes the body of every success. */
function success(change: (body: Body, request: Request) => object): () => Partial<Steps> {
  return () => ({
    success: (items, sequence, request) =>
      change({ ...reference.success(items, sequence, request) } as Body, request),
  });
}

/** Changes the body of every failure. */
function failure(change: (body: Body, code: number, call: Call) => object): () => Partial<Steps> {
  return () => ({
    failure: (code, call) => change({ ...reference.failure(code, call) } as Body, code, call),
  });
}

/** Another HTTP status for failures with some codes. */
function status(other: number, codes: (code: number) => boolean): () => Partial<Steps> {
  return () => ({
    respond: (given) => json(given, codes(Number((given as Body).ErrorCode)) ? other : 200),
  });
}

function lists(select: (lists: List[], request: Request, account: Account) => List[]): () => Partial<Steps> {
  return () => ({ lists: (request, account) => select(reference.lists(request, account), request, account) });
}

/** Another selection where names are given. */
function filter(select: (lists: List[], names: string[], request: Request) => List[]): () => Partial<Steps> {
  return lists((all, request, account) =>
    request.GroupName?.length ? select(account.lists, request.GroupName, request) : all,
  );
}

function item(change: (item: ListItem, list: List, request: Request) => object): () => Partial<Steps> {
  return () => ({
    item: (list, request) => change(reference.item(list, request), list, request) as ListItem,
  });
}

function sequence(change: (current: number, request: Request) => unknown): () => Partial<Steps> {
  return () => ({ sequence: (account, request) => change(account.sequence, request) as number });
}

/** The body is mended before it is validated: what should be refused passes. */
function coerce(mend: (body: Body) => Body): () => Partial<Steps> {
  return () => ({
    parse(text) {
      const parsed = reference.parse(text);
      return typeof parsed === 'number' ? parsed : mend({ ...parsed });
    },
  });
}

/** Refuses some incorrect requests with another code. */
function refuseWith(code: number, when: (body: Body) => boolean): () => Partial<Steps> {
  return () => ({ validate: (given, edition) => (when(given) ? code : reference.validate(given, edition)) });
}

function method(answer: (call: Call) => Answer | undefined): () => Partial<Steps> {
  return () => ({
    route: (call) => (call.method === 'POST' ? reference.route(call) : 60009),
    respond: (given, call) =>
      (call.method === 'POST' ? undefined : answer(call)) ?? reference.respond(given, call),
  });
}

/** Methods beside POST that are served as POST is. */
function alsoServes(...methods: string[]): () => Partial<Steps> {
  return () => ({
    route: (call) => reference.route(methods.includes(call.method) ? { ...call, method: 'POST' } : call),
  });
}

/** Reads the query otherwise before the credentials are verified. */
function query(change: (query: URLSearchParams) => URLSearchParams): () => Partial<Steps> {
  return () => ({
    authenticate: (given, world, now) =>
      reference.authenticate(change(new URLSearchParams(given)), world, now),
  });
}

/** Forgives some faults of the credentials. */
function forgive(...codes: number[]): () => Partial<Steps> {
  return () => ({
    authenticate(given, world, now) {
      const code = reference.authenticate(given, world, now);
      return code !== undefined && codes.includes(code) ? undefined : code;
    },
  });
}

/** Takes a signature that does not fit its claims when `good` says so; `sign` is what the app's key makes of claims. */
function loosely(
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

/** A falter for as long as it is asked. */
function falter(code: number, when: (body: string) => boolean): () => Partial<Steps> {
  return () => ({ falter: (call) => (when(call.body) ? code : undefined) });
}

/** Steps before the body's turn that go by what is in it. */
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

/** Credentials are not looked at where the body is of some shape. */
function unverified(when: (body: Body) => boolean): () => Partial<Steps> {
  return seeingBody((body) => ({
    authenticate: (given, world, now) =>
      when(body()) ? undefined : reference.authenticate(given, world, now),
  }));
}

/** Anybody who is signed in is an admin where the body is of some shape. */
function anyAdmin(when: (body: Body) => boolean): () => Partial<Steps> {
  return seeingBody((body) => ({
    authorize: (identifier, world) => (when(body()) ? undefined : reference.authorize(identifier, world)),
  }));
}

/** Other identifiers, and app ids in another spelling, are taken for the admin's and the app's. */
function takenFor(
  name: 'identifier' | 'sdkappid',
  right: string,
  like: (given: string) => boolean,
): () => Partial<Steps> {
  return () => ({
    ...query((given) => {
      if (like(given.get(name) ?? '')) given.set(name, right);
      return given;
    })(),
    ...(name === 'identifier' && { authorize: (identifier) => (like(identifier) ? undefined : 30004) }),
  });
}

/** GroupName is mended before it is validated, where it is an array. */
function mendNames(mend: (names: unknown[]) => unknown[]): () => Partial<Steps> {
  return coerce((given) => ({
    ...given,
    ...(Array.isArray(given.GroupName) && { GroupName: mend(given.GroupName) }),
  }));
}

function bodyOf(text: string): Body {
  const parsed = reference.parse(text);
  return typeof parsed === 'number' ? {} : parsed;
}

/** The text is mended before it is parsed: what is no JSON passes. */
function lenient(mend: (text: string) => string): () => Partial<Steps> {
  return () => ({ parse: (text) => reference.parse(mend(text)) });
}

const named = (request: Request) => (request.GroupName?.length ?? 0) > 0;
const isCurrent = (request: Request, account: Account) =>
  !named(request) && request.LastSequence === account.sequence;
const page = '<html><body>Oops</body></html>';
const html = (httpStatus: number): Answer => ({
  status: httpStatus,
  headers: { 'content-type': 'text/html' },
  body: page,
});

/** Every way, by clause; at least two for each that can be breached by what a target answers to the suite. */
export const mutants: Mutant[] = [
  {
    name: 'served at another path',
    breaches: 'C1',
    steps: () => ({ route: ({ path }) => (path.endsWith('/') ? undefined : 60009) }),
  },
  { name: 'POST is not found', breaches: 'C1', steps: () => ({ respond: () => html(404) }) },

  {
    name: 'parameter names in any case',
    breaches: 'C2',
    steps: query(
      (given) =>
        new URLSearchParams([...given].map(([name, value]): [string, string] => [name.toLowerCase(), value])),
    ),
  },
  {
    name: 'identifier in any case',
    breaches: 'C2',
    steps: query((given) => {
      given.set('identifier', given.get('identifier')?.toLowerCase() ?? '');
      return given;
    }),
  },
  {
    name: 'random as a signed integer',
    breaches: 'C2',
    steps: () => ({
      authenticate: (given, world, now) =>
        Number(given.get('random')) > 0x7fff_ffff ? 60002 : reference.authenticate(given, world, now),
    }),
  },
  {
    name: 'random 0 as missing',
    breaches: 'C2',
    steps: () => ({
      authenticate: (given, world, now) =>
        given.get('random') === '0' ? 60002 : reference.authenticate(given, world, now),
    }),
  },

  { name: 'GET serves too', breaches: 'C4', steps: alsoServes('GET') },
  { name: 'PUT and PATCH serve too', breaches: 'C4', steps: alsoServes('PUT', 'PATCH') },
  { name: 'DELETE serves too', breaches: 'C4', steps: alsoServes('DELETE') },
  {
    name: 'another method gets OK without lists',
    breaches: 'C4',
    steps: method(() => json(reference.success([], 1, { From_Account: '', LastSequence: 0 }))),
  },
  { name: 'another method gets HTTP 500', breaches: 'C4', steps: method(() => html(500)) },
  { name: 'another method gets a page', breaches: 'C4', steps: method(() => html(200)) },
  {
    name: 'another method gets HTTP 405 with lists',
    breaches: 'C4',
    steps: method(() => json({ ResultItem: [{ GroupName: 'a', FriendNumber: 1 }] }, 405)),
  },

  {
    name: 'From_Account defaults to some account',
    breaches: 'B1',
    steps: coerce((given) => ({ From_Account: 'bystander', ...given })),
  },
  {
    name: 'From_Account as a number is taken for text',
    breaches: 'B1',
    steps: coerce((given) => ({
      ...given,
      From_Account: typeof given.From_Account === 'number' ? 'bystander' : given.From_Account,
    })),
  },

  {
    name: 'LastSequence is heeded beside GroupName',
    breaches: 'B2',
    steps: () => ({
      lists: (request, account) =>
        request.LastSequence === account.sequence ? [] : reference.lists(request, account),
    }),
  },
  {
    name: 'GroupName is heeded on the first pull only',
    breaches: 'B2',
    steps: () => ({
      lists: (request, account) =>
        reference.lists(request.LastSequence === 0 ? request : { ...request, GroupName: [] }, account),
    }),
  },
  {
    name: 'LastSequence may be missing',
    breaches: 'B2',
    steps: coerce((given) => ({ LastSequence: 0, ...given })),
  },

  {
    name: 'NeedFriend as a boolean is taken',
    breaches: 'B3',
    steps: coerce((given) => ({ ...given, NeedFriend: given.NeedFriend === true ? yes : given.NeedFriend })),
  },
  {
    name: 'NeedFriend true or in an array is taken',
    breaches: 'B3',
    steps: coerce((given) => ({
      ...given,
      NeedFriend: Array.isArray(given.NeedFriend) || given.NeedFriend === true ? yes : given.NeedFriend,
    })),
  },
  {
    name: 'a missing random is a server error',
    breaches: 'E1',
    steps: () => ({ respond: (given, call) => json(given, call.query.has('random') ? 200 : 500) }),
  },
  {
    name: 'an unknown contenttype gets a page',
    breaches: 'E2',
    steps: () => ({
      respond: (given, call) =>
        call.query.get('contenttype') === 'json' ? reference.respond(given, call) : html(200),
    }),
  },
  {
    name: 'another NeedFriend is a server error',
    breaches: 'E1',
    steps: () => ({
      validate: (given, edition) =>
        given.NeedFriend === 'Need_Friend_Type_No' ? 30006 : reference.validate(given, edition),
      respond: (given) => json(given, (given as Body).ErrorCode === 30006 ? 500 : 200),
    }),
  },
  {
    name: 'empty NeedFriend is an incorrect parameter',
    breaches: 'S3',
    steps: refuseWith(30001, (given) => given.NeedFriend === ''),
  },

  {
    name: 'empty GroupName brings nothing',
    breaches: 'B4',
    steps: lists((all, request) => (request.GroupName ? (named(request) ? all : []) : all)),
  },
  {
    name: 'empty GroupName is an incorrect parameter',
    breaches: 'B4',
    steps: refuseWith(30001, (given) => Array.isArray(given.GroupName) && given.GroupName.length === 0),
  },

  { name: 'HTTP 400 for incorrect parameters', breaches: 'E1', steps: status(400, (code) => code === 30001) },
  { name: 'HTTP 401 for wrong credentials', breaches: 'E1', steps: status(401, (code) => code >= 70000) },
  { name: 'HTTP 403 for one who is no admin', breaches: 'E1', steps: status(403, (code) => code === 30004) },
  { name: 'HTTP 404 for an unknown account', breaches: 'E1', steps: status(404, (code) => code === 30003) },
  { name: 'HTTP 500 for a malformed body', breaches: 'E1', steps: status(500, (code) => code === 60003) },
  { name: 'HTTP 201 for success', breaches: 'E1', steps: status(201, (code) => code === 0) },
  {
    name: 'no answer to a malformed body',
    breaches: 'E1',
    steps: () => ({
      respond: (given, call) =>
        (given as Body).ErrorCode === 60003 ? 'reset' : reference.respond(given, call),
    }),
  },

  {
    name: 'ErrorCode as text',
    breaches: 'E2',
    steps: body((given) => ({ ...given, ErrorCode: String(given.ErrorCode) })),
  },
  { name: 'ErrorInfo is null', breaches: 'E2', steps: body((given) => ({ ...given, ErrorInfo: null })) },
  {
    name: 'ErrorInfo is missing from success',
    breaches: 'E2',
    steps: success(({ ErrorInfo, ...rest }) => rest),
  },
  {
    name: 'ErrorDisplay is a number',
    breaches: 'E2',
    steps: body((given) => ({ ...given, ErrorDisplay: 0 })),
  },
  { name: 'ResultCode as text', breaches: 'E2', steps: failure((given) => ({ ...given, ResultCode: '1' })) },
  {
    name: 'ResultInfo is an object',
    breaches: 'E2',
    steps: failure((given) => ({ ...given, ResultInfo: {} })),
  },
  {
    name: 'ActionStatus in another case',
    breaches: 'E2',
    steps: body((given) => ({ ...given, ActionStatus: String(given.ActionStatus).toLowerCase() })),
  },
  {
    name: 'ActionStatus of another word',
    breaches: 'E2',
    steps: failure((given) => ({ ...given, ActionStatus: 'ERROR' })),
  },
  { name: 'ActionStatus is missing', breaches: 'E2', steps: body(({ ActionStatus, ...rest }) => rest) },
  { name: 'the envelope in an array', breaches: 'E2', steps: body((given) => [given]) },
  { name: 'the envelope in a field', breaches: 'E2', steps: body((given) => ({ data: given })) },
  { name: 'JSON in a JSON string', breaches: 'E2', steps: body((given) => JSON.stringify(given)) },
  {
    name: 'a page for a malformed body',
    breaches: 'E2',
    steps: () => ({
      respond: (given, call) =>
        (given as Body).ErrorCode === 60003 ? html(200) : reference.respond(given, call),
    }),
  },
  {
    name: 'an empty body for a failure',
    breaches: 'E2',
    steps: () => ({
      respond: (given, call) =>
        (given as Body).ErrorCode === 0
          ? reference.respond(given, call)
          : { status: 200, headers: {}, body: '' },
    }),
  },
  {
    name: 'JSON cut short',
    breaches: 'E2',
    steps: () => ({
      respond: (given) => ({ status: 200, headers: {}, body: JSON.stringify(given).slice(0, -1) }),
    }),
  },

  {
    name: 'OK beside an error code',
    breaches: 'E3',
    steps: failure((given) => ({ ...given, ActionStatus: 'OK', CurrentSequence: 0 })),
  },
  { name: 'FAIL beside 0', breaches: 'E3', steps: failure((given) => ({ ...given, ErrorCode: 0 })) },
  {
    name: 'success is FAIL beside 0',
    breaches: 'E3',
    steps: success((given) => ({ ...given, ActionStatus: 'FAIL', ErrorInfo: 'x', ResultItem: [] })),
  },

  {
    name: 'an HTTP status for an error code',
    breaches: 'E4',
    steps: failure((given) => ({ ...given, ErrorCode: 400 })),
  },
  {
    name: 'an undocumented code of the API',
    breaches: 'E4',
    steps: failure((given, code) => ({ ...given, ErrorCode: code === 30003 ? 30002 : code })),
  },
  {
    name: 'a code just above the range',
    breaches: 'E4',
    steps: failure((given, code) => ({ ...given, ErrorCode: code >= 70000 ? 80000 : code })),
  },
  {
    name: 'a negative code',
    breaches: 'E4',
    steps: failure((given, code) => ({ ...given, ErrorCode: -code })),
  },
  {
    name: 'an empty ErrorInfo beside FAIL',
    breaches: 'E4',
    steps: failure((given) => ({ ...given, ErrorInfo: '' })),
  },

  {
    name: 'lists beside FAIL for one who is no admin',
    breaches: 'E5',
    steps: failure((given, code) =>
      code === 30004 ? { ...given, ResultItem: [{ GroupName: 'a', FriendNumber: 1 }] } : given,
    ),
  },
  {
    name: 'lists beside FAIL for wrong credentials',
    breaches: 'E5',
    steps: failure((given, code) =>
      code >= 70000 ? { ...given, ResultItem: [{ GroupName: 'a', FriendNumber: 1 }] } : given,
    ),
  },
  {
    name: 'users deep in a FAIL',
    breaches: 'E5',
    steps: failure((given) => ({ ...given, Detail: { Lists: [{ To_Account: ['friend1'] }] } })),
  },

  {
    name: 'CurrentSequence echoes LastSequence',
    breaches: 'S1',
    steps: sequence((_, request) => request.LastSequence),
  },
  {
    name: 'CurrentSequence grows with each read',
    breaches: 'S1',
    steps: () => {
      let reads = 0;
      return { sequence: (account) => account.sequence + reads++ };
    },
  },
  {
    name: 'CurrentSequence is 0 beside GroupName',
    breaches: 'S1',
    steps: sequence((current, request) => (named(request) ? 0 : current)),
  },
  {
    name: 'CurrentSequence differs with users',
    breaches: 'S1',
    steps: sequence((current, request) => (request.NeedFriend === yes ? current + 1 : current)),
  },
  { name: 'CurrentSequence as text', breaches: 'S1', steps: sequence(String) },
  { name: 'CurrentSequence is negative', breaches: 'S1', steps: sequence(() => -1) },
  {
    name: 'CurrentSequence is missing beside GroupName',
    breaches: 'S1',
    steps: sequence((current, request) => (named(request) ? undefined : current)),
  },
  {
    name: 'CurrentSequence runs ahead of a LastSequence ahead',
    breaches: 'S1',
    steps: sequence((current, request) => Math.max(current, request.LastSequence)),
  },

  {
    name: 'FriendNumber as text',
    breaches: 'S2',
    steps: item((given) => ({ ...given, FriendNumber: String(given.FriendNumber) })),
  },
  {
    name: 'FriendNumber is missing beside users',
    breaches: 'S2',
    steps: item((given) =>
      given.To_Account ? { GroupName: given.GroupName, To_Account: given.To_Account } : given,
    ),
  },
  {
    name: 'FriendNumber is negative for an empty list',
    breaches: 'S2',
    steps: item((given, list) => (list.friends.length === 0 ? { ...given, FriendNumber: -1 } : given)),
  },
  {
    name: 'ResultItem by name',
    breaches: 'S2',
    steps: success((given) => ({
      ...given,
      ResultItem: Object.fromEntries((given.ResultItem as ListItem[]).map((list) => [list.GroupName, list])),
    })),
  },
  {
    name: 'ResultItem is null when empty',
    breaches: 'S2',
    steps: success((given) => ({
      ...given,
      ResultItem: (given.ResultItem as ListItem[]).length ? given.ResultItem : null,
    })),
  },
  {
    name: 'ResultItem of one list is the list',
    breaches: 'S2',
    steps: success((given) => ({
      ...given,
      ResultItem:
        (given.ResultItem as ListItem[]).length === 1
          ? (given.ResultItem as ListItem[])[0]
          : given.ResultItem,
    })),
  },
  {
    name: 'users as objects',
    breaches: 'S2',
    steps: item((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.map((id) => ({ id })) } : given,
    ),
  },
  {
    name: 'users as one text',
    breaches: 'S2',
    steps: item((given) => (given.To_Account ? { ...given, To_Account: given.To_Account.join() } : given)),
  },
  {
    name: 'To_Account is null without users',
    breaches: 'S2',
    steps: item((given) => ({ To_Account: null, ...given })),
  },
  {
    name: 'a list twice',
    breaches: 'S2',
    steps: lists((all) => (all.length > 2 ? [...all, all[0] as List] : all)),
  },
  {
    name: 'a name asked for twice is returned twice',
    breaches: 'S2',
    steps: filter((all, names) => names.flatMap((name) => all.filter((list) => list.name === name))),
  },
  {
    name: 'fields in another spelling',
    breaches: 'S2',
    steps: item((given) => ({ groupName: given.GroupName, friendNumber: given.FriendNumber })),
  },

  {
    name: 'a first pull returns nothing',
    breaches: 'S3',
    steps: lists((all, request) => (!named(request) && request.LastSequence === 0 ? [] : all)),
    needsDeclaredLists: true,
  },
  {
    name: 'the last list is left out',
    breaches: 'S3',
    steps: lists((all, request) => (named(request) ? all : all.slice(0, -1))),
    needsDeclaredLists: true,
  },
  {
    name: 'the last list is left out of a stale pull',
    breaches: 'S3',
    steps: lists((all, request) => (named(request) || request.LastSequence === 0 ? all : all.slice(0, -1))),
  },
  {
    name: 'lists are left out when users are not pulled',
    breaches: 'S3',
    steps: lists((all, request) => (named(request) || request.NeedFriend === yes ? all : all.slice(1))),
  },
  {
    name: 'empty lists are left out',
    breaches: 'S3',
    steps: lists((all) => all.filter(({ friends }) => friends.length > 0)),
    needsDeclaredLists: true,
  },
  {
    name: 'at most two lists',
    breaches: 'S3',
    steps: lists((all) => all.slice(0, 2)),
    needsDeclaredLists: true,
  },
  {
    name: 'a sequence ahead counts as current',
    breaches: 'S3',
    steps: () => ({
      lists: (request, account) =>
        !named(request) && request.LastSequence >= account.sequence ? [] : reference.lists(request, account),
    }),
  },
  {
    name: 'a sequence ahead is an incorrect parameter',
    breaches: 'S3',
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        return account && request.LastSequence > account.sequence ? undefined : account;
      },
    }),
  },
  {
    name: 'any sequence but 0 counts as current',
    breaches: 'S3',
    steps: lists((all, request) => (!named(request) && request.LastSequence !== 0 ? [] : all)),
  },

  {
    name: 'half the lists at the current sequence',
    breaches: 'S4',
    steps: lists((all, request, account) => (isCurrent(request, account) ? account.lists.slice(0, 1) : all)),
  },
  {
    name: 'all but one list at the current sequence',
    breaches: 'S4',
    steps: lists((all, request, account) => (isCurrent(request, account) ? account.lists.slice(1) : all)),
  },
  {
    name: 'the current sequence fails',
    breaches: 'S4',
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        return account && isCurrent(request, account) && request.LastSequence > 0 ? undefined : account;
      },
    }),
  },

  {
    name: 'names match by prefix',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.some((asked) => name.startsWith(asked)))),
  },
  {
    name: 'names match as a part',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.some((asked) => name.includes(asked)))),
  },
  {
    name: 'names match where the list name is a part',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.some((asked) => asked.includes(name)))),
  },
  {
    name: 'names match in any case',
    breaches: 'S5',
    steps: filter((all, names) =>
      all.filter(({ name }) => names.some((asked) => name.toLowerCase() === asked.toLowerCase())),
    ),
  },
  {
    name: 'names match trimmed',
    breaches: 'S5',
    steps: filter((all, names) =>
      all.filter(({ name }) => names.some((asked) => name.trim() === asked.trim())),
    ),
  },
  {
    name: 'all but the first name is ignored',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => name === names[0])),
  },
  {
    name: 'all but the last name is ignored',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => name === names.at(-1))),
  },
  {
    name: 'all names must match',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.every((asked) => asked === name))),
  },
  { name: 'GroupName is ignored', breaches: 'S5', steps: filter((all) => all) },
  {
    name: 'GroupName excludes',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => !names.includes(name))),
  },
  {
    name: 'an unknown name brings every list',
    breaches: 'S5',
    steps: filter((all, names) => {
      const found = all.filter(({ name }) => names.includes(name));
      return found.length > 0 ? found : all;
    }),
  },
  {
    name: 'an unknown name brings the first list',
    breaches: 'S5',
    steps: filter((all, names) => {
      const found = all.filter(({ name }) => names.includes(name));
      return found.length > 0 ? found : all.slice(0, 1);
    }),
  },
  {
    name: 'one unknown name hides the known ones',
    breaches: 'S5',
    steps: filter((all, names) =>
      names.every((asked) => all.some(({ name }) => name === asked))
        ? all.filter(({ name }) => names.includes(name))
        : [],
    ),
  },
  {
    name: 'an empty name brings every list',
    breaches: 'S5',
    steps: filter((all, names) =>
      names.includes('') ? all : all.filter(({ name }) => names.includes(name)),
    ),
  },
  {
    name: 'a wildcard brings every list',
    breaches: 'S5',
    steps: filter((all, names) =>
      names.some((name) => name === '*' || name === '%')
        ? all
        : all.filter(({ name }) => names.includes(name)),
    ),
  },
  {
    name: 'the filter is lifted when users are pulled',
    breaches: 'S5',
    steps: filter((all, names, request) =>
      request.NeedFriend === yes ? all : all.filter(({ name }) => names.includes(name)),
    ),
  },
  {
    name: 'names that are not ASCII are not found',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.includes(name) && !/[^ -~]/.test(name))),
  },
  {
    name: 'names that hold spaces are not found',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.includes(name) && !name.includes(' '))),
  },
  {
    name: 'more than two names bring two',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.includes(name)).slice(0, 2)),
  },

  {
    name: 'users are not pulled beside GroupName',
    breaches: 'S6',
    steps: item((given, _, request) => (named(request) ? { ...given, To_Account: undefined } : given)),
  },
  {
    name: 'users are never pulled',
    breaches: 'S6',
    steps: item((given) => ({ ...given, To_Account: undefined })),
  },
  {
    name: 'To_Account is missing for an empty list',
    breaches: 'S6',
    steps: item((given) => (given.To_Account?.length === 0 ? { ...given, To_Account: undefined } : given)),
  },
  {
    name: 'the last user is left out',
    breaches: 'S6',
    steps: item((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.slice(0, -1) } : given,
    ),
  },
  {
    name: 'at most two users',
    breaches: 'S6',
    steps: item((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.slice(0, 2) } : given,
    ),
  },
  {
    name: 'a user twice',
    breaches: 'S6',
    steps: item((given) =>
      given.To_Account
        ? { ...given, To_Account: [...given.To_Account, ...given.To_Account.slice(0, 1)] }
        : given,
    ),
  },
  {
    name: 'a user in place of another',
    breaches: 'S6',
    steps: item((given) =>
      given.To_Account && given.To_Account.length > 1
        ? { ...given, To_Account: given.To_Account.map(() => given.To_Account?.[0]) }
        : given,
    ),
  },
  {
    name: 'users of another list',
    breaches: 'S6',
    steps: item((given, list) =>
      given.To_Account ? { ...given, To_Account: list.friends.map((id) => `${id}_`) } : given,
    ),
    needsDeclaredLists: true,
  },
  {
    name: 'users of another list beside GroupName',
    breaches: 'S6',
    steps: item((given, list, request) =>
      given.To_Account && named(request)
        ? { ...given, To_Account: list.friends.map((id) => `${id}_`) }
        : given,
    ),
  },

  {
    name: 'users are always pulled',
    breaches: 'S7',
    steps: item((given, list) => ({ ...given, To_Account: list.friends })),
  },
  {
    name: 'an empty NeedFriend pulls users',
    breaches: 'S7',
    steps: item((given, list, request) =>
      request.NeedFriend === '' ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'To_Account is empty when users are not asked for',
    breaches: 'S7',
    steps: item((given) => ({ To_Account: [], ...given })),
  },
  {
    name: 'users are pulled on the first pull',
    breaches: 'S7',
    steps: item((given, list, request) =>
      request.LastSequence === 0 && !named(request) ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'users are pulled on a stale pull',
    breaches: 'S7',
    steps: item((given, list, request) =>
      request.LastSequence !== 0 && !named(request) ? { ...given, To_Account: list.friends } : given,
    ),
  },
  {
    name: 'an empty GroupName pulls users',
    breaches: 'S7',
    steps: item((given, list, request) =>
      request.GroupName?.length === 0 ? { ...given, To_Account: list.friends } : given,
    ),
  },

  {
    name: 'FriendNumber is one too many',
    breaches: 'S8',
    steps: item((given) => ({ ...given, FriendNumber: given.FriendNumber + 1 })),
    needsDeclaredLists: true,
  },
  {
    name: 'FriendNumber is 0 without users',
    breaches: 'S8',
    steps: item((given) => (given.To_Account ? given : { ...given, FriendNumber: 0 })),
  },
  {
    name: 'FriendNumber is one too many without users',
    breaches: 'S8',
    steps: item((given) => (given.To_Account ? given : { ...given, FriendNumber: given.FriendNumber + 1 })),
  },
  {
    name: 'FriendNumber is at most 2',
    breaches: 'S8',
    steps: item((given) => ({ ...given, FriendNumber: Math.min(given.FriendNumber, 2) })),
    needsDeclaredLists: true,
  },
  {
    name: 'FriendNumber is one too few beside GroupName',
    breaches: 'S8',
    steps: item((given, _, request) =>
      named(request) ? { ...given, FriendNumber: Math.max(0, given.FriendNumber - 1) } : given,
    ),
  },

  {
    name: 'every third answer lacks a list',
    breaches: 'S9',
    steps: () => {
      let reads = 0;
      return {
        lists: (request, account) => {
          reads += 1;
          const all = reference.lists(request, account);
          return reads % 3 === 0 ? all.slice(1) : all;
        },
      };
    },
  },
  {
    name: 'the same request gets lists and none in turn',
    breaches: 'S9',
    steps: () => {
      let reads = 0;
      return {
        lists: (request, account) => {
          if (!isCurrent(request, account)) return reference.lists(request, account);
          reads += 1;
          return reads % 2 ? [] : account.lists;
        },
      };
    },
  },
  {
    name: 'an answer out of a cache that forgets the filter',
    breaches: 'S9',
    steps: () => {
      let last: List[] | undefined;
      let reads = 0;
      return {
        lists: (request, account) => {
          const all = reference.lists(request, account);
          reads += 1;
          const given = reads % 10 === 0 && last ? last : all;
          last = all;
          return given;
        },
      };
    },
  },
  {
    name: 'an answer is kept for whatever LastSequence comes next',
    breaches: 'S3',
    steps: () => {
      const kept = new Map<string, List[]>();
      return {
        lists: (request, account) => {
          const { From_Account, NeedFriend, GroupName } = request;
          const key = JSON.stringify([From_Account, NeedFriend, GroupName]);
          const given = kept.get(key) ?? reference.lists(request, account);
          kept.set(key, given);
          return given;
        },
      };
    },
  },

  {
    name: 'lists of another account are added',
    breaches: 'S10',
    steps: () => ({
      lists: (request, account) =>
        named(request)
          ? reference.lists(request, account)
          : [...reference.lists(request, account), { name: 'bystanders', friends: ['x'] }],
    }),
    needsDeclaredLists: true,
  },
  {
    name: 'an account without lists gets those of another',
    breaches: 'S10',
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        return account?.lists.length === 0 ? world.accounts.get('bystander') : account;
      },
    }),
  },
  {
    name: 'an account without lists gets those of the last call',
    breaches: 'S10',
    steps: () => {
      let last: Account | undefined;
      return {
        account: (request, world) => {
          const account = world.accounts.get(request.From_Account);
          if (account?.lists.length) last = account;
          return account?.lists.length === 0 ? (last ?? account) : account;
        },
      };
    },
  },

  {
    name: 'calls at the same time share an answer',
    breaches: 'S10',
    steps: () => {
      let latest: object = {};
      const shared = async function* () {
        await sleep(2);
        yield JSON.stringify(latest);
      };
      return {
        respond(given) {
          latest = given;
          return {
            status: 200,
            headers: { 'content-type': 'application/json' },
            body: Readable.from(shared()),
          };
        },
      };
    },
  },
  {
    name: 'ErrorInfo says something on success',
    breaches: 'S11',
    steps: success((given) => ({ ...given, ErrorInfo: 'success' })),
    needsSampleData: true,
  },
  {
    name: 'ErrorDisplay says something on success',
    breaches: 'S11',
    steps: success((given) => ({ ...given, ErrorDisplay: 'OK' })),
    needsSampleData: true,
  },
  {
    name: 'the sample sequence is another',
    breaches: 'S11',
    steps: sequence((current) => current + 1),
    needsSampleData: true,
  },
  {
    name: 'the sample user is another',
    breaches: 'S11',
    steps: item((given) =>
      given.To_Account ? { ...given, To_Account: given.To_Account.map((id) => `@${id}`) } : given,
    ),
    needsSampleData: true,
  },

  {
    name: 'LastSequence as text is taken',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      LastSequence: typeof given.LastSequence === 'string' ? Number(given.LastSequence) : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence is rounded',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      LastSequence:
        typeof given.LastSequence === 'number' ? Math.floor(given.LastSequence) : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence as a boolean is taken',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      LastSequence: typeof given.LastSequence === 'boolean' ? 1 : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence null is taken for 0',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      LastSequence: given.LastSequence === null ? 0 : given.LastSequence,
    })),
  },
  {
    name: 'LastSequence is not validated beside GroupName',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      LastSequence: Array.isArray(given.GroupName) ? 0 : given.LastSequence,
    })),
  },
  {
    name: 'GroupName as text is one name',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      GroupName: typeof given.GroupName === 'string' ? [given.GroupName] : given.GroupName,
    })),
  },
  {
    name: 'GroupName null is taken for none',
    breaches: 'F1',
    steps: coerce((given) => ({ ...given, GroupName: given.GroupName ?? undefined })),
  },
  {
    name: 'GroupName keeps its texts, drops the rest',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      GroupName: Array.isArray(given.GroupName)
        ? given.GroupName.filter((name) => typeof name === 'string')
        : given.GroupName,
    })),
  },
  {
    name: 'only the first of GroupName is validated',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      GroupName:
        Array.isArray(given.GroupName) && typeof given.GroupName[0] === 'string'
          ? given.GroupName.map(String)
          : given.GroupName,
    })),
  },
  {
    name: 'GroupName as an object is taken',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      GroupName: Array.isArray(given.GroupName) || typeof given.GroupName !== 'object' ? given.GroupName : [],
    })),
  },
  {
    name: 'NeedFriend of any kind is taken',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      NeedFriend: given.NeedFriend === undefined ? undefined : String(given.NeedFriend),
    })),
  },
  {
    name: 'NeedFriend null is taken for none',
    breaches: 'F1',
    steps: coerce((given) => ({ ...given, NeedFriend: given.NeedFriend ?? undefined })),
  },
  {
    name: 'NeedFriend 0 is taken for none',
    breaches: 'F1',
    steps: coerce((given) => ({ ...given, NeedFriend: given.NeedFriend === 0 ? '' : given.NeedFriend })),
  },
  {
    name: 'an empty From_Account is an unknown one',
    breaches: 'F1',
    steps: refuseWith(30003, (given) => given.From_Account === ''),
  },
  {
    name: 'a missing From_Account is an unknown one',
    breaches: 'F1',
    steps: refuseWith(30003, (given) => given.From_Account === undefined),
  },
  {
    name: 'an incorrect parameter is said to be no admin',
    breaches: 'F1',
    steps: refuseWith(30004, (given) => typeof given.LastSequence === 'string'),
  },
  {
    name: 'nothing is validated at the current sequence',
    breaches: 'F1',
    steps: coerce((given) =>
      given.LastSequence === 2 ? { From_Account: given.From_Account, LastSequence: 2 } : given,
    ),
  },

  {
    name: 'an unknown account has no lists',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ?? { id: '', sequence: 0, lists: [] },
    }),
  },
  {
    name: 'an unknown account is an incorrect parameter',
    breaches: 'F2',
    steps: failure((given, code) => ({ ...given, ErrorCode: code === 30003 ? 30001 : code })),
  },
  {
    name: 'an unknown account has no lists beside GroupName',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ??
        (named(request) ? { id: '', sequence: 0, lists: [] } : undefined),
    }),
  },
  {
    name: 'an unknown account is a public error',
    breaches: 'F2',
    steps: failure((given, code) => ({ ...given, ErrorCode: code === 30003 ? 70107 : code })),
  },

  { name: 'anybody may pull', breaches: 'F3', steps: () => ({ authorize: () => undefined }) },
  {
    name: 'one who is no admin has a wrong signature',
    breaches: 'F3',
    steps: failure((given, code) => ({ ...given, ErrorCode: code === 30004 ? 70009 : code })),
  },
  {
    name: 'one who is no admin finds no account',
    breaches: 'F3',
    steps: failure((given, code) => ({ ...given, ErrorCode: code === 30004 ? 30003 : code })),
  },

  {
    name: 'an empty body is a default pull',
    breaches: 'F4',
    steps: () => ({
      parse: (text) => (text === '' ? { From_Account: 'bystander', LastSequence: 0 } : reference.parse(text)),
    }),
  },
  {
    name: 'the first object of an array is taken',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.startsWith('[') ? text.slice(1, -1) : text) }),
  },
  {
    name: 'what follows the JSON is ignored',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.replace(/\}[^}]*$/, '}')) }),
  },
  {
    name: 'a comma too many is forgiven',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.replace(/,\}$/, '}')) }),
  },
  {
    name: 'JSON in a string is unwrapped',
    breaches: 'F4',
    steps: () => ({
      parse: (text) => reference.parse(text.startsWith('"{') ? (JSON.parse(text) as string) : text),
    }),
  },
  {
    name: 'single quotes are forgiven',
    breaches: 'F4',
    steps: () => ({ parse: (text) => reference.parse(text.replaceAll("'", '"')) }),
  },
  {
    name: 'a form is taken for a body',
    breaches: 'F4',
    steps: () => ({
      parse: (text) =>
        text.startsWith('From_Account=')
          ? { From_Account: new URLSearchParams(text).get('From_Account'), LastSequence: 0 }
          : reference.parse(text),
    }),
  },
  {
    name: 'a malformed body is an unknown account',
    breaches: 'F4',
    steps: failure((given, code) => ({ ...given, ErrorCode: code === 60003 ? 30003 : code })),
  },

  { name: 'signatures are not verified', breaches: 'F5', steps: forgive(70009) },
  {
    name: 'nothing of the UserSig is looked at',
    breaches: 'F5',
    steps: forgive(70001, 70003, 70009, 70013, 70014, 60004),
  },
  { name: 'expired UserSigs are good', breaches: 'F5', steps: forgive(70001) },
  { name: 'the UserSig of another user is good', breaches: 'F5', steps: forgive(70013) },
  { name: 'the UserSig of another app is good', breaches: 'F5', steps: forgive(70014) },
  {
    name: 'sdkappid may be missing',
    breaches: 'F5',
    steps: query((given) => {
      if (!given.get('sdkappid')) given.set('sdkappid', '88888888');
      return given;
    }),
  },
  {
    name: 'identifier may be missing',
    breaches: 'F5',
    steps: query((given) => {
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
    steps: query((given) => {
      if (/^\d+$/.test(given.get('sdkappid') ?? '')) given.set('sdkappid', '88888888');
      return given;
    }),
  },
  {
    name: 'only the first letters of the signature are compared',
    breaches: 'F5',
    steps: loosely(({ signature, claims }, sign) => signature.slice(0, 8) === sign(claims).slice(0, 8)),
  },
  { name: 'an empty signature is good', breaches: 'F5', steps: loosely(({ signature }) => signature === '') },
  {
    name: 'the lifetime is not signed',
    breaches: 'F5',
    steps: loosely(
      ({ signature, claims }, sign) =>
        claims.expireSeconds >= 80_000 &&
        signature === sign({ ...claims, expireSeconds: claims.expireSeconds - 86_400 }),
    ),
  },
  {
    name: 'wrong credentials are said to be no admin',
    breaches: 'F5',
    steps: failure((given, code) => ({ ...given, ErrorCode: code >= 70000 ? 30004 : code })),
  },
  {
    name: 'wrong credentials get OK without lists',
    breaches: 'F5',
    steps: () => ({
      failure: (code, call) =>
        code >= 70000
          ? reference.success([], 0, { From_Account: '', LastSequence: 0 })
          : reference.failure(code, call),
    }),
  },

  {
    name: 'an internal error for as long as names are given',
    breaches: 'F6',
    steps: falter(30006, (text) => text.includes('"GroupName":["')),
  },
  {
    name: 'a network time-out for as long as users are pulled beside names',
    breaches: 'F6',
    steps: falter(30007, (text) => text.includes(yes) && text.includes('"GroupName":["')),
  },

  // Tried after the checks were written; docs/contract-verdicts.md tells which got through at first.
  {
    name: 'names match in their first eight letters',
    breaches: 'S5',
    steps: filter((all, names) =>
      all.filter(({ name }) => names.some((asked) => asked.slice(0, 8) === name.slice(0, 8))),
    ),
  },
  {
    name: 'at most three names are heeded',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.slice(0, 3).includes(name))),
  },
  {
    name: 'a name twice fails',
    breaches: 'S5',
    steps: refuseWith(
      30001,
      ({ GroupName }) => Array.isArray(GroupName) && new Set(GroupName).size < GroupName.length,
    ),
  },
  {
    name: 'names match as patterns',
    breaches: 'S5',
    steps: filter((all, names) =>
      all.filter(({ name }) =>
        names.some((asked) => new RegExp(`^${asked.replace(/[^\w.*]/g, '\\$&')}$`).test(name)),
      ),
    ),
  },
  {
    name: 'names match but for spaces',
    breaches: 'S5',
    steps: filter((all, names) =>
      all.filter(({ name }) => names.some((asked) => asked.replaceAll(' ', '') === name.replaceAll(' ', ''))),
    ),
  },
  {
    name: 'names are joined and split at commas',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.join(',').split(',').includes(name))),
  },
  {
    name: 'a pull by name at the current sequence brings every list',
    breaches: 'S5',
    steps: lists((all, request, account) =>
      named(request) && request.LastSequence === account.sequence ? account.lists : all,
    ),
  },
  {
    name: 'lists with names that are not ASCII are left out',
    breaches: 'S3',
    steps: lists((all, request) => (named(request) ? all : all.filter(({ name }) => /^[ -~]*$/.test(name)))),
    needsDeclaredLists: true,
  },
  {
    name: 'a pull one behind brings the last list alone',
    breaches: 'S3',
    steps: lists((all, request, account) =>
      !named(request) && request.LastSequence === account.sequence - 1 ? all.slice(-1) : all,
    ),
  },
  {
    name: 'a pull far ahead fails',
    breaches: 'S3',
    steps: refuseWith(30001, ({ LastSequence }) => Number(LastSequence) > 1000),
  },
  {
    name: 'a sequence beyond 16 bits wraps to the current one',
    breaches: 'S3',
    steps: () => ({
      lists: (request, account) =>
        reference.lists(
          {
            ...request,
            LastSequence: request.LastSequence > 0xffff ? account.sequence : request.LastSequence,
          },
          account,
        ),
    }),
  },
  {
    name: 'lists without users at the current sequence',
    breaches: 'S6',
    steps: () => ({
      lists: (request, account) => (named(request) ? reference.lists(request, account) : account.lists),
      item: (list, request) => {
        const given = reference.item(list, request);
        return request.LastSequence === 2
          ? ({ ...given, To_Account: undefined } as unknown as ListItem)
          : given;
      },
    }),
  },
  {
    name: 'users of the first list alone',
    breaches: 'S6',
    steps: () => ({
      success: (items, current, request) =>
        reference.success(
          items.map((given, index) =>
            index === 0 || !given.To_Account ? given : { ...given, To_Account: [] },
          ),
          current,
          request,
        ),
    }),
  },
  {
    name: 'users with names that are not ASCII are left out',
    breaches: 'S6',
    steps: item((given) =>
      given.To_Account
        ? { ...given, To_Account: given.To_Account.filter((id) => /^[ -~]*$/.test(id)) }
        : given,
    ),
  },
  {
    name: 'spaces are lost from users',
    breaches: 'S6',
    steps: item((given) =>
      given.To_Account
        ? { ...given, To_Account: given.To_Account.map((id) => id.replaceAll(' ', '')) }
        : given,
    ),
    needsDeclaredLists: true,
  },
  {
    name: 'To_Account for empty lists whether asked for or not',
    breaches: 'S7',
    steps: item((given, list) => (list.friends.length === 0 ? { ...given, To_Account: [] } : given)),
  },
  {
    name: 'users are pulled when NeedFriend is there at all',
    breaches: 'S7',
    steps: () => ({
      item: (list, request) =>
        reference.item(list, 'NeedFriend' in request ? { ...request, NeedFriend: yes } : request),
    }),
  },
  {
    name: 'FriendNumber is that of all lists',
    breaches: 'S8',
    steps: () => ({
      success: (items, current, request) =>
        reference.success(
          named(request) ? items : items.map((given) => ({ ...given, FriendNumber: items.length })),
          current,
          request,
        ),
    }),
    needsDeclaredLists: true,
  },
  {
    name: 'FriendNumber leaves out users that are not ASCII',
    breaches: 'S8',
    steps: item((given, list) => ({
      ...given,
      FriendNumber: list.friends.filter((id) => /^[ -~]*$/.test(id)).length,
    })),
    needsDeclaredLists: true,
  },
  {
    name: 'CurrentSequence grows with each failure',
    breaches: 'S1',
    steps: () => {
      let failures = 0;
      return {
        sequence: (account) => account.sequence + failures,
        failure: (...given) => {
          failures += 1;
          return reference.failure(...given);
        },
      };
    },
  },
  {
    name: 'CurrentSequence is 0 when no list is returned',
    breaches: 'S1',
    steps: () => ({
      success: (items, current, request) =>
        reference.success(items, items.length === 0 ? 0 : current, request),
    }),
  },
  { name: 'CurrentSequence is a fraction', breaches: 'S1', steps: sequence((current) => current + 0.5) },
  {
    name: 'the answer after a failure is empty',
    breaches: 'S3',
    steps: () => {
      let failed = false;
      return {
        failure: (...given) => {
          failed = true;
          return reference.failure(...given);
        },
        lists: (request, account) => {
          const empty = failed && !named(request);
          failed = false;
          return empty ? [] : reference.lists(request, account);
        },
      };
    },
  },
  {
    name: 'one answer in forty lacks its last list',
    breaches: 'S9',
    steps: () => {
      let reads = 0;
      return {
        lists: (request, account) => {
          reads += 1;
          const all = reference.lists(request, account);
          return reads % 40 === 39 ? all.slice(0, -1) : all;
        },
      };
    },
  },
  {
    name: 'one answer in fifty is HTTP 503',
    breaches: 'E1',
    steps: () => {
      let answers = 0;
      return {
        respond: (given) => {
          answers += 1;
          return json(given, answers % 50 === 0 ? 503 : 200);
        },
      };
    },
  },
  {
    name: 'one answer in sixty is empty',
    breaches: 'E2',
    steps: () => {
      let answers = 0;
      return {
        respond: (given, call) => {
          answers += 1;
          return answers % 60 === 0 ? { status: 200, headers: {}, body: '' } : reference.respond(given, call);
        },
      };
    },
  },
  {
    name: 'ErrorCode 0 is false',
    breaches: 'E2',
    steps: success((given) => ({ ...given, ErrorCode: false })),
  },
  {
    name: 'JSON with a comma too many',
    breaches: 'E2',
    steps: () => ({
      respond: (given) => ({ status: 200, headers: {}, body: JSON.stringify(given).replace(/}$/, ',}') }),
    }),
  },
  {
    name: 'ErrorInfo as an array',
    breaches: 'E2',
    steps: failure((given) => ({ ...given, ErrorInfo: [given.ErrorInfo] })),
  },
  {
    name: 'an incorrect GroupName fails with lists beside',
    breaches: 'E5',
    steps: failure((given, _, call) =>
      call.body.includes('"GroupName":"')
        ? { ...given, ResultItem: [{ GroupName: 'group1', FriendNumber: 1 }] }
        : given,
    ),
  },
  {
    name: 'one who is no admin may pull by name',
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
    name: 'one who is no admin may pull their own lists',
    breaches: 'F3',
    steps: () => {
      let identifier = '';
      return {
        authorize: (given) => {
          identifier = given;
          return undefined;
        },
        validate: (given, edition) =>
          identifier === 'admin' || given.From_Account === identifier
            ? reference.validate(given, edition)
            : 30004,
      };
    },
  },
  {
    name: 'From_Account in an array is taken',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      From_Account: Array.isArray(given.From_Account) ? 'bystander' : given.From_Account,
    })),
  },
  {
    name: 'a fraction is taken beside GroupName',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      LastSequence:
        given.GroupName !== undefined && typeof given.LastSequence === 'number'
          ? Math.trunc(given.LastSequence)
          : given.LastSequence,
    })),
  },
  {
    name: 'an empty GroupName of another kind is none',
    breaches: 'F1',
    steps: coerce((given) => ({
      ...given,
      GroupName: given.GroupName === '' || given.GroupName === false ? [] : given.GroupName,
    })),
  },
  {
    name: 'an unknown account with a sequence is up to date',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ??
        (request.LastSequence > 0 ? { id: '', sequence: request.LastSequence, lists: [] } : undefined),
    }),
  },
  {
    name: 'a null body is a default pull',
    breaches: 'F4',
    steps: () => ({
      parse: (text) =>
        text === 'null' ? { From_Account: 'bystander', LastSequence: 0 } : reference.parse(text),
    }),
  },
  {
    name: 'bytes that are no UTF-8 are replaced, and the rest taken',
    breaches: 'F4',
    steps: () => ({
      parse: (text) =>
        text.includes('\uFFFD') ? { From_Account: 'bystander', LastSequence: 0 } : reference.parse(text),
    }),
  },
  {
    name: 'signatures are compared in any case',
    breaches: 'F5',
    steps: loosely(({ signature, claims }, sign) => signature.toLowerCase() === sign(claims).toLowerCase()),
  },
  {
    name: 'the first half of the signature is compared',
    breaches: 'F5',
    steps: loosely(({ signature, claims }, sign) => signature.slice(0, 20) === sign(claims).slice(0, 20)),
  },
  {
    name: 'the identifier is not signed',
    breaches: 'F5',
    steps: loosely(({ signature, claims }, sign) => signature === sign({ ...claims, identifier: 'admin' })),
  },
  { name: 'OPTIONS serves too', breaches: 'C4', steps: alsoServes('OPTIONS') },
  {
    name: 'every method serves but the usual ones',
    breaches: 'C4',
    steps: () => ({
      route: (call) =>
        reference.route(
          ['GET', 'PUT', 'PATCH', 'DELETE'].includes(call.method) ? call : { ...call, method: 'POST' },
        ),
    }),
  },
  {
    name: 'the sequence of an account without lists counts its pulls',
    breaches: 'S1',
    steps: () => {
      let pulls = 0;
      return { sequence: (account) => (account.lists.length === 0 ? pulls++ : account.sequence) };
    },
  },
  {
    name: 'a sequence that begins with the digits of the current one counts as current',
    breaches: 'S3',
    steps: lists((all, request, account) =>
      !named(request) && String(request.LastSequence).startsWith(String(account.sequence)) ? [] : all,
    ),
  },
  {
    name: 'more than eight names bring eight',
    breaches: 'S5',
    steps: filter((all, names) => all.filter(({ name }) => names.slice(0, 8).includes(name))),
  },
  {
    name: 'names are looked for in every account',
    breaches: 'S10',
    steps: () => {
      let all: List[] = [];
      return {
        account(request, world) {
          all = [...world.accounts.values()].flatMap((account) => account.lists);
          return reference.account(request, world);
        },
        lists: (request, account) =>
          named(request)
            ? all.filter(({ name }) => request.GroupName?.includes(name))
            : reference.lists(request, account),
      };
    },
  },
  ...(
    [
      ['zero as a string is a first pull', (last) => last === '0'],
      ['a sequence as a string is a sequence', (last) => /^[1-9]\d*$/.test(String(last))],
      ['an empty array is a first pull', (last) => Array.isArray(last) && last.length === 0],
    ] satisfies [string, (last: unknown) => boolean][]
  ).map(
    ([name, when]): Mutant => ({
      name,
      breaches: 'F1',
      steps: coerce((given) =>
        when(given.LastSequence) ? { ...given, LastSequence: Number(given.LastSequence) } : given,
      ),
    }),
  ),
  {
    name: 'NeedFriend false is none',
    breaches: 'F1',
    steps: coerce((given) => (given.NeedFriend === false ? { ...given, NeedFriend: '' } : given)),
  },
  {
    name: 'NeedFriend in an empty array is none',
    breaches: 'F1',
    steps: coerce((given) =>
      Array.isArray(given.NeedFriend) && given.NeedFriend.length === 0 ? { ...given, NeedFriend: '' } : given,
    ),
  },
  {
    name: 'what is no name is left out of GroupName when it is a boolean',
    breaches: 'F1',
    steps: mendNames((names) => names.filter((name) => typeof name !== 'boolean')),
  },
  {
    name: 'what is no name is left out of GroupName when it is empty',
    breaches: 'F1',
    steps: mendNames((names) =>
      names.filter((name) => !(name instanceof Object) || Object.keys(name).length > 0),
    ),
  },
  {
    name: 'only the first three names are validated',
    breaches: 'F1',
    steps: mendNames((names) => names.filter((name, index) => index < 3 || typeof name === 'string')),
  },
  {
    name: 'a list stands for its name',
    breaches: 'F1',
    steps: mendNames((names) => names.map((name) => (name as { GroupName?: string })?.GroupName ?? name)),
  },
  {
    name: 'an unknown account with a sequence that nobody has is up to date',
    breaches: 'F2',
    steps: () => ({
      account: (request, world) =>
        world.accounts.get(request.From_Account) ??
        (request.LastSequence > 0 &&
        [...world.accounts.values()].every(({ sequence }) => sequence !== request.LastSequence)
          ? { id: '', sequence: request.LastSequence, lists: [] }
          : undefined),
    }),
  },
  {
    name: 'anybody may pull at a sequence that is not 0',
    breaches: 'F3',
    steps: anyAdmin(({ LastSequence }) => Number(LastSequence) > 0),
  },
  {
    name: 'anybody may pull users by name',
    breaches: 'F3',
    steps: anyAdmin(({ NeedFriend, GroupName }) => NeedFriend === yes && Array.isArray(GroupName)),
  },
  { name: 'comments are taken', breaches: 'F4', steps: lenient((text) => text.replace(/^\/\*.*?\*\//, '')) },
  {
    name: 'comments at the end are taken',
    breaches: 'F4',
    steps: lenient((text) => text.replace(/ \/\/.*$/, '')),
  },
  { name: 'a NUL ends the body', breaches: 'F4', steps: lenient((text) => text.split('\0')[0] as string) },
  {
    name: 'braces too many are passed over',
    breaches: 'F4',
    steps: lenient((text) => text.replace(/}+$/, '}')),
  },
  {
    name: 'a comma at the end of an array is passed over',
    breaches: 'F4',
    steps: lenient((text) => text.replaceAll(',]', ']')),
  },
  {
    name: 'names need no quotes',
    breaches: 'F4',
    steps: lenient((text) => text.replaceAll(/([{,])(\w+):/g, '$1"$2":')),
  },
  {
    name: 'numbers may begin with 0',
    breaches: 'F4',
    steps: lenient((text) => text.replaceAll(/:0(\d)/g, ':$1')),
  },
  {
    name: 'strings may hold line feeds',
    breaches: 'F4',
    steps: lenient((text) => text.replaceAll('\n', '\\n')),
  },
  {
    name: 'credentials are not looked at when nothing is new',
    breaches: 'F5',
    steps: unverified(({ LastSequence, GroupName }) => LastSequence === 2 && GroupName === undefined),
  },
  {
    name: 'credentials are not looked at in a later pull',
    breaches: 'F5',
    steps: unverified(({ LastSequence }) => Number(LastSequence) > 2),
  },
  {
    name: 'credentials are not looked at when users are pulled by name',
    breaches: 'F5',
    steps: unverified(({ NeedFriend, GroupName }) => NeedFriend === yes && Array.isArray(GroupName)),
  },
  {
    name: 'signatures are not looked at when users are pulled',
    breaches: 'F5',
    steps: seeingBody((body) => ({
      authenticate(given, world, now) {
        const code = reference.authenticate(given, world, now);
        return code === 70009 && body().NeedFriend === yes ? undefined : code;
      },
    })),
  },
  {
    name: 'an identifier is compared as far as it goes',
    breaches: 'F5',
    steps: takenFor('identifier', 'admin', (given) => given !== '' && 'admin'.startsWith(given)),
  },
  {
    name: 'an identifier may have more at its end',
    breaches: 'F5',
    steps: takenFor('identifier', 'admin', (given) => given.startsWith('admin')),
  },
  {
    name: 'an identifier may have blanks around it',
    breaches: 'F5',
    steps: takenFor('identifier', 'admin', (given) => given.trim() === 'admin'),
  },
  {
    name: 'sdkappid is compared as far as it goes',
    breaches: 'F5',
    steps: takenFor('sdkappid', '88888888', (given) => given !== '' && '88888888'.startsWith(given)),
  },
  {
    name: 'sdkappid wraps at 32 bits',
    breaches: 'F5',
    steps: query((given) => {
      const sdkAppId = given.get('sdkappid') ?? '';
      if (/^\d+$/.test(sdkAppId)) given.set('sdkappid', String(Number(sdkAppId) % 2 ** 32));
      return given;
    }),
  },
  {
    name: 'a life of 0 is one without end',
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
