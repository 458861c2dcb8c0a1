import { type ClauseId, type EditionId, editions, path } from '../../spec/generated/contract.ts';
import { validators } from '../../spec/generated/validators.js';
import { Secrets } from '../credentials/secrets.ts';
import type { Fixtures } from '../settings/fixtures.ts';
import { type Breach, kept, type Note } from './breach.ts';
import { isPublicCode } from './error-code.ts';
import { gatewayStatuses, judgeAnswer, type RawAnswer } from './judge-answer.ts';
import { judgePull } from './judge-pull.ts';
import { breachesOf, clausesJudged, findListData, isRecord, parsedJson } from './judge-response.ts';
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
 * Judges what a target owes for one exchange that somebody else made. Pure. Nobody knows whether the caller's credentials were
 * good and whether it called too often, so a rejection for either is no breach. Without knowledge of the account, the answer
 * is held to what the exchange itself shows. Texts are fit to be shown: the request's UserSig is masked.
 * @returns nothing judged when the request is no group_get call or no whole answer came
 */
export function judgeExchange({
  request: { method = 'POST', url = path, query, body },
  response,
  edition = '2021-09-28',
  knowledge,
}: ForeignExchange): ExchangeJudgement {
  const known = knowledge instanceof Knowledge ? knowledge : new Knowledge(knowledge?.accounts);
  const found: ExchangeJudgement = { breaches: [], notes: [], judged: [], learned: undefined };
  const { pathname, searchParams } = new URL(URL.canParse(String(url), anyHost) ? url : '/', anyHost);
  const parameters = query === undefined ? searchParams : new URLSearchParams(query);
  const isAnswered = response.status >= 200 && !gatewayStatuses.has(response.status);
  const answer = judgeAnswer(rawAnswer(response), edition);
  if (!pathname.endsWith(path) || !isAnswered || 'fault' in answer) return found;

  const { judgement } = answer;
  const asked = method.toUpperCase() === 'POST' ? askedBy(body, parameters, edition, known) : 'C4';
  if (asked !== 'C4') {
    found.judged = clausesJudged(judgement, asked === 'open');
    found.breaches = breachesOf(judgement, asked === 'open');
    found.notes = judgement.notes;
  }
  if (typeof asked === 'object') {
    const pull = judgePull(asked, judgement, known, (code) => mayFailWith(code, asked, known));
    found.judged = [...found.judged, ...pull.judged];
    found.breaches = [...found.breaches, ...pull.breaches];
    found.notes = [...found.notes, ...pull.notes];
    found.learned = pull.learned;
  } else if (asked !== 'open') {
    found.judged = [...found.judged, asked];
    const { json, kind } = judgement;
    const yieldsLists = asked === 'C4' && isRecord(json) && findListData(json) !== undefined;
    if (kind === 'ok' || yieldsLists) {
      const reason = `${mistakes[asked]} gets ${kind === 'ok' ? 'OK' : 'list data'}`;
      found.breaches = [...found.breaches, { clause: asked, reason, pointer: '' }];
    }
  }
  const secrets = new Secrets();
  secrets.add(parameters.get('usersig') ?? '');
  return kept(found, secrets);
}

const anyHost = 'http://localhost';

/** What a call may do wrong, by the clause that says how it must fail. */
const mistakes = {
  C4: 'another method than POST',
  F1: 'an incorrect parameter',
  F2: 'an account that does not exist',
  F4: 'a body that is no JSON object',
  F5: 'a call without all of its credentials',
} as const;

/** Codes that need not be the target's fault, as the caller's rights, credentials and rate are unknown. */
function mayFailWith(code: number, { From_Account, LastSequence }: Pull, knowledge: Knowledge): boolean {
  if (code === 30001) return LastSequence < 0 || LastSequence >= 2 ** 31;
  return isPublicCode(code) || code === 30004 || (code === 30003 && !knowledge.exists(From_Account));
}

/** The pull that a POST asks for; the clause by which it must fail; or `open` where the contract leaves its answer unspecified. */
function askedBy(
  sent: unknown,
  query: URLSearchParams,
  edition: EditionId,
  knowledge: Knowledge,
): Pull | keyof typeof mistakes | 'open' {
  const credentials = ['sdkappid', 'identifier', 'usersig'];
  // A recording without its query says nothing about credentials.
  if (query.size > 0 && !credentials.every((name) => query.get(name))) return 'F5';
  if (query.size > 0 && !isSpecified(query)) return 'open';
  const parsed = isText(sent) ? parsedJson(textOf(sent)) : sent;
  if (!isRecord(parsed)) return 'F4';
  const { requestRequires } = editions[edition];
  const body = { ...(!requestRequires.includes('LastSequence') && { LastSequence: 0 }), ...parsed };
  // null in an optional field is unspecified (B5).
  const specified = Object.entries(body).filter(
    ([field, value]) => value !== null || requestRequires.includes(field),
  );
  const given = Object.fromEntries(specified);
  const validate = validators[edition].GroupGetRequest;
  if (!validate(given)) return validate.errors?.[0]?.keyword === 'maxItems' ? 'open' : 'F1';
  if (specified.length < Object.keys(body).length) return 'open';
  return knowledge.exists(given.From_Account) === false ? 'F2' : given;
}

/** Whether random and contenttype are as C2 has them; others are unspecified (C5). */
function isSpecified(query: URLSearchParams): boolean {
  const random = query.get('random') ?? '';
  return /^\d{1,10}$/.test(random) && Number(random) < 2 ** 32 && query.get('contenttype') === 'json';
}

function rawAnswer({ status, headers = {}, body = '' }: ExchangeResponse): RawAnswer {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const header = (name: string) => [byName.get(name) ?? []].flat().join(', ') || undefined;
  if (body instanceof Uint8Array) return { status, header, body: Buffer.from(body) };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  // Whoever read the text has decoded it, and knows that it is whole.
  byName.delete('content-encoding');
  byName.set('content-length', String(text.length));
  return { status, header, body: Buffer.from(text) };
}

function isText(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || body instanceof Uint8Array;
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
}
