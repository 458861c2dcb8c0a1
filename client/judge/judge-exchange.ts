import {
  type ClauseId,
  type EditionId,
  editions,
  path,
  requestFields,
} from '../../spec/generated/contract.ts';
import { validators } from '../../spec/generated/validators.js';
import { Secrets } from '../credentials/secrets.ts';
import type { Fixtures } from '../settings/fixtures.ts';
import { type Breach, kept, type Note } from './breach.ts';
import { isPublicCode } from './error-code.ts';
import { gatewayStatuses, judgeAnswer, type RawAnswer } from './judge-answer.ts';
import { judgePull } from './judge-pull.ts';
import {
  breachesOf,
  clausesJudged,
  findListData,
  isRecord,
  type Judgement,
  parsedJson,
} from './judge-response.ts';
import { Knowledge, type Lesson, type Pull } from './knowledge.ts';

/** Header values by name, in any case. */
export type ExchangeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request as its caller made it. */
export interface ExchangeRequest {
  /** Default: POST. */
  method?: string;
  /** Absolute, or from the path on. Default: the path of the call, with `query`. */
  url?: string | URL;
  /** In place of that of `url`. */
  query?: string | Readonly<Record<string, string>>;
  /** Text, bytes, or a JSON value. */
  body?: unknown;
}

/** A response as it came. */
export interface ExchangeResponse {
  status: number;
  headers?: ExchangeHeaders;
  /** Bytes are decoded by Content-Encoding; text and JSON values are decoded already. */
  body?: unknown;
}

/** One call from anywhere: a recording, a proxy, another test suite. */
export interface ForeignExchange {
  request: ExchangeRequest;
  response: ExchangeResponse;
  /** Default: 2021-09-28. */
  edition?: EditionId;
  /** Learned so far, or declared as in a fixtures file. Default: nothing is known. */
  knowledge?: Knowledge | { accounts?: Partial<Fixtures['accounts']> };
}

export interface ExchangeJudgement {
  breaches: Breach[];
  notes: Note[];
  /** Clauses that the exchange put to the test, whether held or breached. */
  judged: ClauseId[];
  /** For `Knowledge.learn`; undefined when the exchange teaches nothing new. */
  learned: Lesson | undefined;
}

/**
 * Judges what a target owes for one exchange that somebody else made. Pure. Whether the caller's credentials were good and
 * whether it called too often is unknown, so a rejection for either is no breach. Texts are fit to be shown: the request's
 * UserSig is masked.
 * @returns nothing judged when the request is no group_get call or no whole answer came
 */
export function judgeExchange({
  request,
  response,
  edition = '2021-09-28',
  knowledge: known = {},
}: ForeignExchange): ExchangeJudgement {
  const knowledge = known instanceof Knowledge ? known : new Knowledge(known.accounts);
  const found: ExchangeJudgement = { breaches: [], notes: [], judged: [], learned: undefined };
  const url = new URL(request.url ?? path, 'http://localhost');
  const query = request.query === undefined ? url.searchParams : new URLSearchParams(request.query);
  const isAnswered = response.status >= 200 && !gatewayStatuses.has(response.status);
  if (!url.pathname.endsWith(path) || !isAnswered) return found;
  const answer = judgeAnswer(rawAnswer(response), edition);
  if ('fault' in answer) return found;
  const { judgement } = answer;
  const asked =
    (request.method ?? 'POST').toUpperCase() === 'POST' ? askedBy(request.body, query, edition) : 'C4';
  const breach = (clause: ClauseId, reason: string, pointer = '') =>
    found.breaches.push({ clause, reason, pointer });

  if (asked === 'C4') {
    const pointer = isRecord(judgement.json) ? findListData(judgement.json) : undefined;
    found.judged.push('C4');
    if (pointer !== undefined) breach('C4', 'another method than POST yields list data', pointer);
  } else {
    const open = asked === 'open';
    found.judged.push(...clausesJudged(judgement, open));
    found.breaches.push(...breachesOf(judgement, open));
    found.notes.push(...judgement.notes);
    if (typeof asked === 'object') judgeAsked(asked, judgement, knowledge, found);
    else if (asked !== 'open') {
      found.judged.push(asked);
      if (judgement.kind === 'ok') breach(asked, `${mistakes[asked]} gets OK`);
    }
  }
  const secrets = new Secrets();
  secrets.add(query.get('usersig') ?? '');
  return kept(found, secrets);
}

function judgeAsked(pull: Pull, judgement: Judgement, knowledge: Knowledge, found: ExchangeJudgement): void {
  const exists = knowledge.exists(pull.From_Account);
  if (exists === false) {
    found.judged.push('F2');
    if (judgement.kind === 'ok')
      found.breaches.push({ clause: 'F2', reason: 'an account that does not exist gets OK', pointer: '' });
    return;
  }
  const mayFail = (code: number) =>
    isPublicCode(code) ||
    code === 30004 ||
    (code === 30003 && exists === undefined) ||
    (code === 30001 && (pull.LastSequence < 0 || pull.LastSequence >= 2 ** 31));
  const { judged, breaches, notes, learned } = judgePull(pull, judgement, knowledge, mayFail);
  found.judged.push(...judged);
  found.breaches.push(...breaches);
  found.notes.push(...notes);
  found.learned = learned;
}

const mistakes = {
  F1: 'an incorrect parameter',
  F4: 'a body that is no JSON object',
  F5: 'a call without all of its credentials',
} as const;

/** The pull that a POST asks for, the clause by which it must fail, or `open` where the contract leaves its answer unspecified. */
function askedBy(
  sent: unknown,
  query: URLSearchParams,
  edition: EditionId,
): Pull | keyof typeof mistakes | 'open' {
  const credentials = ['sdkappid', 'identifier', 'usersig'];
  // A recording without its query says nothing about credentials.
  if (query.size > 0 && !credentials.every((name) => query.get(name))) return 'F5';
  if (query.size > 0 && !isSpecified(query)) return 'open';
  const body = isText(sent) ? parsedJson(textOf(sent)) : (sent ?? undefined);
  if (!isRecord(body)) return 'F4';
  const { requestRequires } = editions[edition];
  const isOpenNull = (field: string) => body[field] === null && !requestRequires.includes(field);
  const withoutNulls = Object.fromEntries(Object.entries(body).filter(([field]) => !isOpenNull(field)));
  const validate = validators[edition].GroupGetRequest;
  if (!validate(withoutNulls)) return validate.errors?.[0]?.keyword === 'maxItems' ? 'open' : 'F1';
  if (requestFields.some(isOpenNull)) return 'open';
  const { From_Account, LastSequence = 0, NeedFriend, GroupName } = withoutNulls;
  return {
    From_Account,
    LastSequence,
    ...(NeedFriend !== undefined && { NeedFriend }),
    ...(GroupName !== undefined && { GroupName }),
  };
}

/** Whether random and contenttype are as C2 has them; others are unspecified (C5). */
function isSpecified(query: URLSearchParams): boolean {
  const random = query.get('random') ?? '';
  return /^\d{1,10}$/.test(random) && Number(random) < 2 ** 32 && query.get('contenttype') === 'json';
}

function rawAnswer({ status, headers = {}, body }: ExchangeResponse): RawAnswer {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  // Text was decoded by whoever read it.
  if (!(body instanceof Uint8Array)) byName.delete('content-encoding');
  return {
    status,
    header: (name) => {
      const value = byName.get(name);
      return value === undefined ? undefined : [value].flat().join(', ');
    },
    body:
      body instanceof Uint8Array
        ? Buffer.from(body)
        : Buffer.from(isText(body) ? textOf(body) : JSON.stringify(body ?? '')),
  };
}

function isText(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
