import type { Readable } from 'node:stream';
import { verifyUserSig } from '../client/credentials/usersig.ts';
import { isRecord, type ListItem } from '../client/judge/judge-response.ts';
import { type EditionId, editions, errorCodes, path } from '../spec/generated/contract.ts';

/** One call as it arrived. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  /** The body as text; '' when there was none. */
  body: string;
}

/** A response on the wire; `reset` and `silence` are for mutants. */
export type Answer =
  | { status: number; headers: Record<string, string>; body: string | Buffer | Readable }
  | 'reset'
  | 'silence';

/** A request body that `validate` accepted. */
export interface Request {
  From_Account: string;
  /** An edition may let it be absent; it then counts as 0 (B2). */
  LastSequence: number;
  NeedFriend?: string;
  GroupName?: string[];
}

export interface Account {
  id: string;
  sequence: number;
  lists: List[];
}

export interface List {
  name: string;
  friends: string[];
}

/** The app that the target serves, with its accounts. */
export interface World {
  sdkAppId: number;
  secretKey: string;
  admins: ReadonlySet<string>;
  accounts: ReadonlyMap<string, Account>;
  edition: EditionId;
}

export type ErrorCode = number;

/**
 * The steps by which a call is answered, each with the clauses that it implements. `answerCall` runs them in this order; a
 * step that returns an ErrorCode ends the call with that failure. Mutants and variants override single steps.
 */
export interface Steps {
  /** C1, C4 */
  route(call: Call): ErrorCode | undefined;
  /** C2, F5 */
  authenticate(query: URLSearchParams, world: World, nowSeconds: number): ErrorCode | undefined;
  /** F3 */
  authorize(identifier: string, world: World): ErrorCode | undefined;
  /** A temporary fault of the service, as F6 allows; the reference has none. */
  falter(call: Call): ErrorCode | undefined;
  /** F4 */
  parse(body: string): Record<string, unknown> | ErrorCode;
  /** B1 to B4, F1 */
  validate(body: Record<string, unknown>, edition: EditionId): ErrorCode | undefined;
  /** F2, S10 */
  account(request: Request, world: World): Account | undefined;
  /** S3, S4, S5, S9 */
  lists(request: Request, account: Account): List[];
  /** S6, S7, S8 */
  item(list: List, request: Request): ListItem;
  /** S1 */
  sequence(account: Account, request: Request): number;
  /** E2, E3, S2 */
  success(items: ListItem[], sequence: number, request: Request): object;
  /** E2 to E5 */
  failure(code: ErrorCode, call: Call): object;
  /** E1, E7 */
  respond(body: object, call: Call): Answer;
  /** L2: rejects a call above the ceiling. */
  refuse(steps: Steps, call: Call): Answer;
  /** Service time before the answer is sent, in milliseconds. */
  delayMs(call: Call): number;
}

export const referenceSteps: Steps = {
  route(call) {
    if (call.path !== path) return 60009;
    return call.method === 'POST' ? undefined : 60009;
  },

  authenticate(query, world, nowSeconds) {
    const sdkAppId = query.get('sdkappid');
    const identifier = query.get('identifier');
    const userSig = query.get('usersig');
    if (!sdkAppId) return 60012;
    if (!identifier || !userSig) return 60004;
    if (!/^\d+$/.test(sdkAppId)) return 60006;
    if (Number(sdkAppId) !== world.sdkAppId) return 70020;
    const { secretKey } = world;
    return verifyUserSig(userSig, { secretKey, sdkAppId: world.sdkAppId, identifier, nowSeconds });
  },

  authorize: (identifier, world) => (world.admins.has(identifier) ? undefined : 30004),

  falter: () => undefined,

  parse(body) {
    try {
      const value: unknown = JSON.parse(body);
      return isRecord(value) ? value : 60003;
    } catch {
      return 60003;
    }
  },

  validate(body, edition) {
    const { From_Account: account, LastSequence: sequence, NeedFriend: need, GroupName: names } = body;
    const sequenceMissing =
      sequence === undefined && !editions[edition].requestRequires.includes('LastSequence');
    if (typeof account !== 'string' || account === '') return 30001;
    if (!sequenceMissing && !Number.isInteger(sequence)) return 30001;
    if (need !== undefined && typeof need !== 'string') return 30001;
    if (names !== undefined && !isStringArray(names)) return 30001;
    return undefined;
  },

  account: (request, world) => world.accounts.get(request.From_Account),

  lists(request, account) {
    const { GroupName: names = [], LastSequence: last } = request;
    if (names.length > 0) return account.lists.filter(({ name }) => names.includes(name));
    return last === account.sequence && last !== 0 ? [] : account.lists;
  },

  item(list, request) {
    const item = { GroupName: list.name, FriendNumber: list.friends.length };
    return request.NeedFriend === 'Need_Friend_Type_Yes' ? { ...item, To_Account: list.friends } : item;
  },

  sequence: (account) => account.sequence,

  success: (items, sequence) => ({
    ResultItem: items,
    CurrentSequence: sequence,
    ActionStatus: 'OK',
    ErrorCode: 0,
    ErrorInfo: '',
    ErrorDisplay: '',
  }),

  failure: (code) => ({
    ActionStatus: 'FAIL',
    ErrorCode: code,
    ErrorInfo: errorCodes[code] ?? 'Failed.',
    ErrorDisplay: '',
  }),

  respond: (body) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }),

  refuse: (steps, call) => steps.respond(steps.failure(60011, call), call),

  delayMs: () => 0,
};

/**
 * Answers one call.
 * @param admit asks the limiter, once and only for calls with good credentials: the calling frequency is counted per app
 */
export function answerCall(steps: Steps, world: World, call: Call, admit: () => boolean): Answer {
  const fail = (code: ErrorCode) => steps.respond(steps.failure(code, call), call);
  const misrouted = steps.route(call);
  if (misrouted !== undefined) return fail(misrouted);
  const unauthentic = steps.authenticate(call.query, world, Date.now() / 1000);
  if (unauthentic !== undefined) return fail(unauthentic);
  if (!admit()) return steps.refuse(steps, call);
  const forbidden = steps.authorize(call.query.get('identifier') ?? '', world) ?? steps.falter(call);
  if (forbidden !== undefined) return fail(forbidden);
  const body = steps.parse(call.body);
  if (typeof body === 'number') return fail(body);
  const invalid = steps.validate(body, world.edition);
  if (invalid !== undefined) return fail(invalid);
  const request = { LastSequence: 0, ...body } as Request;
  const account = steps.account(request, world);
  if (account === undefined) return fail(30003);
  const items = steps.lists(request, account).map((list) => steps.item(list, request));
  return steps.respond(steps.success(items, steps.sequence(account, request), request), call);
}

function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
