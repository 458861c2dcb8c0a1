import { Readable } from 'node:stream';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import {
  type Answer,
  type List,
  type Request,
  referenceSteps as reference,
  type Steps,
} from './group-get.ts';

/** A way in which a target differs from the reference and still conforms: no check may fail on it. */
export interface Variant {
  name: string;
  /** Makes the overrides anew for each target, so that no state passes from one target to the next. */
  steps: () => Partial<Steps>;
}

type Body = Record<string, unknown>;

const yes = 'Need_Friend_Type_Yes';

/** Writes the same body in another way. */
function written(write: (body: object) => string): () => Partial<Steps> {
  return () => ({ respond: (body) => sent(write(body)) });
}

/** Sends the same text with other headers or in another coding. */
function coded(
  headers: Record<string, string>,
  code: (text: string) => string | Buffer | Readable,
): () => Partial<Steps> {
  return () => ({ respond: (body) => sent(code(JSON.stringify(body)), headers) });
}

function sent(body: string | Buffer | Readable, headers: Record<string, string> = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Gives failures other codes. */
function codes(other: (code: number) => number): () => Partial<Steps> {
  return () => ({ failure: (code, call) => ({ ...reference.failure(code, call), ErrorCode: other(code) }) });
}

/** Answers every method but POST in another way. */
function otherMethods(answer: () => Answer): () => Partial<Steps> {
  return () => ({
    respond: (body, call) => (call.method === 'POST' ? reference.respond(body, call) : answer()),
  });
}

/** Takes null in a field that is optional in every edition for an absent one (B5). */
function withoutOptionalNulls({ NeedFriend, GroupName, ...rest }: Body): Body {
  return {
    ...rest,
    ...(NeedFriend !== null && { NeedFriend }),
    ...(GroupName !== null && { GroupName }),
  };
}

/** Changes the body of a success where the contract does not specify it. */
function okWhere(
  isUnspecified: (request: Request, found: number) => boolean,
  change: (body: Body) => Body,
): () => Partial<Steps> {
  return () => ({
    success(items, sequence, request) {
      const given = reference.success(items, sequence, request);
      return isUnspecified(request, items.length) ? change(given as Body) : given;
    },
  });
}

const noNameExists = ({ GroupName = [] }: Request, found: number) => GroupName.length > 0 && found === 0;
const bareOk = ({ ResultItem, CurrentSequence, ...bare }: Body): Body => bare;

/** Says "try again" on one call in every `period`. */
function falters(code: number, period: number): () => Partial<Steps> {
  return () => {
    let calls = 0;
    return { falter: () => (calls++ % period === period - 1 ? code : undefined) };
  };
}

/** Changes which lists are returned. */
function lists(select: (lists: List[], request: Request) => List[]): () => Partial<Steps> {
  return () => ({ lists: (request, account) => select(reference.lists(request, account), request) });
}

function shuffled<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, key: Math.random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function reversedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, child]) => [key, reversedKeys(child)]));
}

/** JSON with escapes where they are allowed, though none is needed. */
function escaped(body: object): string {
  const codeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(body)
    .replace(/[^ -~]/g, codeUnit)
    .replaceAll('/', '\\/')
    .replaceAll('group', '\\u0067roup');
}

function* inChunks(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const notAllowed = (status: number): Answer => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body: 'Not allowed',
});
const named = (request: Request) => (request.GroupName?.length ?? 0) > 0;
const withExtras = (body: Body) => ({ ...body, RequestId: 'b9f4-17', Debug: { node: 7, tags: ['x'] } });

export const variants: Variant[] = [
  { name: 'the reference', steps: () => ({}) },

  { name: 'fields in another order', steps: written((body) => JSON.stringify(reversedKeys(body))) },
  { name: 'indented', steps: written((body) => JSON.stringify(body, null, 4)) },
  { name: 'characters as escapes', steps: written(escaped) },
  { name: 'white space around', steps: written((body) => `\r\n ${JSON.stringify(body)}\n`) },
  { name: 'a byte order mark', steps: written((body) => `\uFEFF${JSON.stringify(body)}`) },
  {
    name: 'numbers with an exponent',
    steps: written((body) => JSON.stringify(body).replace(/(?<=Code":)0(?=,)/, '0e0')),
  },
  {
    name: 'numbers with a zero fraction',
    steps: written((body) => JSON.stringify(body).replace(/(?<=FriendNumber":)(\d+)/g, '$1.0')),
  },

  {
    name: 'lists and users in another order each time',
    steps: () => ({
      lists: (request, account) => shuffled(reference.lists(request, account)),
      item: (list, request) => reference.item({ ...list, friends: shuffled(list.friends) }, request),
    }),
  },
  {
    name: 'a RequestId and other fields',
    steps: () => ({
      success: (...given) => withExtras(reference.success(...given) as Body),
      failure: (...given) => withExtras(reference.failure(...given) as Body),
    }),
  },
  {
    name: 'fields of its own in each list',
    steps: () => ({
      item: (list, request) => ({ ...reference.item(list, request), CreatedAt: 1, Tags: [] }),
    }),
  },
  {
    name: 'ResultCode and ResultInfo',
    steps: () => ({
      failure: (code, call) => ({ ...reference.failure(code, call), ResultCode: code, ResultInfo: 'more' }),
    }),
  },
  {
    name: 'no ErrorDisplay',
    steps: () => ({
      success: (...given) => ({ ...reference.success(...given), ErrorDisplay: undefined }),
      failure: (...given) => ({ ...reference.failure(...given), ErrorDisplay: undefined }),
    }),
  },
  {
    name: 'empty remains of a success beside FAIL',
    steps: () => ({
      failure: (code, call) => ({ ResultItem: [], CurrentSequence: 0, ...reference.failure(code, call) }),
    }),
  },
  {
    name: 'null for the lists beside FAIL',
    steps: () => ({ failure: (code, call) => ({ ResultItem: null, ...reference.failure(code, call) }) }),
  },
  {
    name: 'ErrorInfo in another language',
    steps: () => ({
      failure: (code, call) => ({ ...reference.failure(code, call), ErrorInfo: '请求参数错误' }),
    }),
  },

  {
    name: 'every list at the current sequence',
    steps: () => ({
      lists: (request, account) => (named(request) ? reference.lists(request, account) : account.lists),
    }),
  },
  {
    name: 'no ResultItem at the current sequence',
    steps: () => ({
      success: (items, sequence, request) => ({
        ...reference.success(items, sequence, request),
        ...(!named(request) && request.LastSequence === sequence && { ResultItem: undefined }),
      }),
    }),
  },
  {
    name: 'an unknown name fails',
    steps: () => ({
      account: (request, world) => {
        const account = world.accounts.get(request.From_Account);
        const unknown = request.GroupName?.some((name) => !account?.lists.some((list) => list.name === name));
        return unknown ? undefined : account;
      },
    }),
  },
  {
    name: 'an unknown name is an empty list',
    steps: lists((found, request) => {
      const unknown = new Set(request.GroupName?.filter((name) => !found.some((list) => list.name === name)));
      return [...found, ...[...unknown].map((name) => ({ name, friends: [] }))];
    }),
  },
  {
    name: 'no ResultItem when no name exists',
    steps: () => ({
      success: (items, sequence, request) => ({
        ...reference.success(items, sequence, request),
        ...(named(request) && items.length === 0 && { ResultItem: undefined, CurrentSequence: 0 }),
      }),
    }),
  },
  {
    name: 'users beside GroupName without being asked',
    steps: () => ({
      item: (list, request) =>
        reference.item(list, named(request) ? { ...request, NeedFriend: yes } : request),
    }),
  },
  {
    name: 'another NeedFriend fails',
    steps: () => ({
      validate: (body, edition) =>
        body.NeedFriend && body.NeedFriend !== yes ? 30001 : reference.validate(body, edition),
    }),
  },
  {
    name: 'another NeedFriend pulls users',
    steps: () => ({
      item: (list, request) =>
        reference.item(list, request.NeedFriend ? { ...request, NeedFriend: yes } : request),
    }),
  },
  {
    name: 'random and contenttype are validated',
    steps: () => ({
      authenticate(query, world, now) {
        const random = query.get('random') ?? '';
        if (!/^\d+$/.test(random) || Number(random) > 0xffff_ffff || query.get('contenttype') !== 'json')
          return 60002;
        return reference.authenticate(query, world, now);
      },
    }),
  },

  { name: 'other methods get 405', steps: otherMethods(() => notAllowed(405)) },
  { name: 'other methods get 404', steps: otherMethods(() => notAllowed(404)) },
  { name: 'incorrect parameters get public codes', steps: codes((code) => (code === 30001 ? 60008 : code)) },
  { name: 'a malformed body gets 30001', steps: codes((code) => (code === 60003 ? 30001 : code)) },
  { name: 'a non-admin gets 60010', steps: codes((code) => (code === 30004 ? 60010 : code)) },
  {
    name: 'public codes that no list documents',
    steps: codes((code) => (code >= 60000 ? code + 437 : code)),
  },

  { name: 'gzip', steps: coded({ 'content-encoding': 'gzip' }, gzipSync) },
  { name: 'deflate', steps: coded({ 'content-encoding': 'deflate' }, deflateSync) },
  { name: 'bare deflate', steps: coded({ 'content-encoding': 'deflate' }, deflateRawSync) },
  { name: 'brotli', steps: coded({ 'content-encoding': 'br' }, (text) => brotliCompressSync(text)) },
  {
    name: 'in chunks that cut characters',
    steps: coded({}, (text) => Readable.from(inChunks(Buffer.from(text), 7))),
  },
  { name: 'closes each connection', steps: coded({ connection: 'close' }, String) },
  {
    name: 'Content-Type with a charset',
    steps: coded({ 'content-type': 'application/json; charset=UTF-8' }, String),
  },
  { name: 'Content-Type of plain text', steps: coded({ 'content-type': 'text/plain' }, String) },
  {
    name: 'headers of a proxy',
    steps: coded({ via: '1.1 gateway', 'set-cookie': 'a=b; HttpOnly', 'x-served-by': 'edge' }, String),
  },

  { name: 'an internal error now and then', steps: falters(30006, 9) },
  { name: 'a network time-out now and then', steps: falters(30007, 13) },
  { name: 'an internal error on every third call', steps: falters(30006, 3) },
  { name: 'answers after a while', steps: () => ({ delayMs: () => 1 + 9 * Math.random() }) },
  {
    name: 'ResultItem null where no name exists',
    steps: okWhere(noNameExists, (given) => ({ ...given, ResultItem: null })),
  },
  { name: 'a bare OK where no name exists', steps: okWhere(noNameExists, bareOk) },
  {
    name: 'a bare OK for another NeedFriend',
    steps: okWhere(({ NeedFriend }) => !!NeedFriend && NeedFriend !== yes, bareOk),
  },
  {
    name: 'null for an optional field is an absent field',
    steps: () => ({
      parse(text) {
        const parsed = reference.parse(text);
        return typeof parsed === 'number' ? parsed : withoutOptionalNulls(parsed);
      },
    }),
  },
  {
    name: 'null for an optional field gets an OK that holds anything',
    steps: () => ({
      validate: (given, edition) => reference.validate(withoutOptionalNulls(given), edition),
      success: (items, sequence, request) =>
        request.NeedFriend === null || request.GroupName === null
          ? bareOk(reference.success(items, sequence, request) as Body)
          : reference.success(items, sequence, request),
    }),
  },
  {
    name: 'non-admins can pull their own lists',
    steps: () => {
      let identifier = '';
      return {
        authorize: (given, world) => {
          identifier = world.admins.has(given) ? '' : given;
          return undefined;
        },
        validate: (given, edition) =>
          identifier === '' || given.From_Account === identifier ? reference.validate(given, edition) : 30004,
      };
    },
  },
];
