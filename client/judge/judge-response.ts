import { type ClauseId, type EditionId, propertyClauses } from '../../spec/generated/contract.ts';
import type { components } from '../../spec/generated/types.ts';
import { validators } from '../../spec/generated/validators.js';
import { quoted, quotedUnlessPlain } from '../call/untrusted-text.ts';
import type { Breach, Note } from './breach.ts';
import { isPublicCode } from './error-code.ts';
import { contradictoryMember } from './json-text.ts';

export type GroupGetResponse = components['schemas']['GroupGetResponse'];
export type ListItem = components['schemas']['ListItem'];

/** One HTTP response; the body is already decoded. */
export interface HttpAnswer {
  status: number;
  contentType: string | undefined;
  body: Buffer;
  /** Why the body could not be decoded; the body is then empty. */
  undecodable?: string;
}

export interface Judgement {
  /** malformed: neither success nor failure (not JSON, not an object, no known ActionStatus). */
  kind: 'ok' | 'fail' | 'malformed';
  errorCode: number | null;
  /** The envelope, typed; null unless it holds to E1 to E5, S1 and S2. */
  body: GroupGetResponse | null;
  /** The parsed JSON of any kind; undefined when the body is not JSON. */
  json: unknown;
  breaches: Breach[];
  notes: Note[];
}

/**
 * Judges what every response owes, whatever the request: E1 to E5, and S1 and S2 of a success. E6 and E7 become notes.
 * The rules and checks judge what depends on the request (whether ResultItem must be present, S3 to S11).
 */
export function judgeResponse(answer: HttpAnswer, edition: EditionId = '2021-09-28'): Judgement {
  const breaches: Breach[] = [];
  const notes: Judgement['notes'] = [];
  const breach = (clause: ClauseId, reason: string, pointer = '') =>
    breaches.push({ clause, reason, pointer });

  if (answer.status !== 200) breach('E1', `the HTTP status is ${answer.status}, not 200`);
  if (!/^[^;]*\bjson\b/i.test(answer.contentType ?? '')) {
    notes.push({
      clause: 'E7',
      text: `Content-Type is ${answer.contentType === undefined ? 'missing' : quotedUnlessPlain(answer.contentType)}`,
    });
  }

  const { text = '', json, problem } = parseJson(answer);
  if (problem !== undefined || !isRecord(json)) {
    breach('E2', problem ?? `the body is ${article(jsonType(json))}, not a JSON object`);
    return { kind: 'malformed', errorCode: null, body: null, json, breaches, notes };
  }

  const validate = validators[edition];
  if (!validate.Envelope(json)) breaches.push(schemaBreach('Envelope', validate.Envelope.errors?.[0], json));

  const twice = mayContradict(text, json) ? contradictoryMember(text, 'ResultItem') : undefined;
  const owner = twice && ownerOf(twice.name);
  if (twice && owner) {
    breach(owner, `${twice.name} is there twice, and readers differ on which one counts`, twice.pointer);
  }

  const status = json.ActionStatus;
  const errorCode = Number.isInteger(json.ErrorCode) ? (json.ErrorCode as number) : null;
  const kind = status === 'OK' ? 'ok' : status === 'FAIL' ? 'fail' : 'malformed';
  if (kind !== 'malformed' && errorCode !== null && (kind === 'ok') !== (errorCode === 0)) {
    breach('E3', `ActionStatus is ${status} while ErrorCode is ${errorCode}`, '/ErrorCode');
  } else if (kind === 'fail') {
    if (errorCode !== null && !isDocumentedCode(errorCode)) {
      breach(
        'E4',
        `ErrorCode ${errorCode} is neither one of the API's own nor in 60000..79999`,
        '/ErrorCode',
      );
    }
    if (json.ErrorInfo === '') breach('E4', 'ErrorInfo of a FAIL is empty', '/ErrorInfo');
  }
  if (kind === 'fail') {
    const pointer = findListData(json);
    if (pointer !== undefined) breach('E5', `list data stands beside FAIL, at ${pointer}`, pointer);
  }
  if (kind === 'ok') breaches.push(...judgeSuccess(json, edition));

  const unnamed = Object.keys(json).filter((key) => !Object.hasOwn(namedFields, key));
  if (unnamed.length > 0)
    notes.push({
      clause: 'E6',
      text: `the source does not name ${unnamed.slice(0, 5).map(quotedUnlessPlain).join(', ')}`,
    });

  const body = breaches.length === 0 && kind !== 'malformed' ? (json as GroupGetResponse) : null;
  return { kind, errorCode, body, json, breaches, notes };
}

/** Clauses that an answer of this kind puts to the test. @param open the contract leaves the contents of an OK unspecified */
export function clausesJudged({ kind }: Judgement, open: boolean): ClauseId[] {
  const ofKind: Record<Judgement['kind'], ClauseId[]> = {
    malformed: [],
    fail: ['E3', 'E4', 'E5'],
    ok: open ? ['E3'] : ['E3', 'S1', 'S2'],
  };
  return ['E1', 'E2', 'E6', 'E7', ...ofKind[kind]];
}

/** The breaches of an answer; without those of its contents (S1, S2) where the contract leaves them unspecified. */
export function breachesOf({ breaches }: Judgement, open: boolean): Breach[] {
  return open ? breaches.filter(({ clause }) => !clause.startsWith('S')) : breaches;
}

/** The clause that owns a field of the contract, at any place; undefined for other fields. */
function ownerOf(name: string): ClauseId | undefined {
  const { Envelope, Lists, ListItem } = propertyClauses;
  for (const fields of [Envelope, Lists, ListItem]) {
    if (fields !== undefined && Object.hasOwn(fields, name)) return fields[name]?.[0];
  }
  return undefined;
}

/**
 * Whether a field of the contract may appear twice in one object, where parsing keeps the last. Only then is the text scanned
 * for it, as a load run judges every answer.
 */
function mayContradict(text: string, json: Record<string, unknown>): boolean {
  if (text.includes('\\u')) return true;
  let parsed = fieldsOf(json);
  if (Array.isArray(json.ResultItem)) for (const item of json.ResultItem) parsed += fieldsOf(item);
  let written = 0;
  quotedField.lastIndex = 0;
  while (quotedField.test(text)) written += 1;
  return written > parsed;
}

function fieldsOf(value: unknown): number {
  if (!isRecord(value)) return 0;
  let count = 0;
  for (const key in value) if (contractFields.has(key)) count += 1;
  return count;
}

const contractFields = new Set(
  ['Envelope', 'Lists', 'ListItem'].flatMap((schema) => Object.keys(propertyClauses[schema] ?? {})),
);
const quotedField = new RegExp(`"(?:${[...contractFields].join('|')})"`, 'g');

const namedFields: Record<string, unknown> = { ...propertyClauses.Envelope, ...propertyClauses.Lists };
const ownCodes = new Set([30001, 30003, 30004, 30006, 30007]);

function isDocumentedCode(code: number): boolean {
  return ownCodes.has(code) || isPublicCode(code);
}

function judgeSuccess(json: Record<string, unknown>, edition: EditionId): Breach[] {
  const breaches: Breach[] = [];
  const validate = validators[edition].Lists;
  // The validator stops at its first error. A second pass without that of S1 finds one of S2.
  for (const lists of [json, { ...json, CurrentSequence: 0 }]) {
    if (validate(lists)) break;
    const wrong = schemaBreach('Lists', validate.errors?.[0], lists);
    if (breaches.every(({ pointer }) => pointer !== wrong.pointer)) breaches.push(wrong);
  }
  if (Array.isArray(json.ResultItem)) {
    const names = new Set<unknown>();
    for (const [index, item] of json.ResultItem.entries()) {
      const name = isRecord(item) ? item.GroupName : undefined;
      if (typeof name !== 'string') continue;
      if (names.has(name)) {
        const pointer = `/ResultItem/${index}/GroupName`;
        breaches.push({ clause: 'S2', reason: `list ${quoted(name)} appears more than once`, pointer });
        break;
      }
      names.add(name);
    }
  }
  return breaches;
}

interface SchemaError {
  instancePath: string;
  message?: string;
  keyword: string;
  params: Record<string, unknown>;
}

/** An ajv error as a breach of the clause that `spec/` names for the property at fault. */
function schemaBreach(schema: string, error: SchemaError | undefined, json: unknown): Breach {
  if (error === undefined) throw new Error(`validator of ${schema} failed without an error`);
  const missing = error.keyword === 'required' ? `/${error.params.missingProperty}` : '';
  const pointer = `${error.instancePath}${missing}`;
  const steps = pointer.split('/').slice(1);
  const [table, property] = steps.length > 2 ? ['ListItem', steps[2]] : [schema, steps[0]];
  const clause = propertyClauses[table as string]?.[property ?? '']?.[0] ?? 'S2';
  const found = missing ? '' : `, found ${described(valueAt(json, error.instancePath))}`;
  const what = missing
    ? `${error.instancePath || 'the body'} lacks ${error.params.missingProperty}`
    : pointer;
  return { clause, reason: missing ? what : `${what} ${error.message ?? 'is wrong'}${found}`, pointer };
}

function valueAt(json: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (value, step) => (value as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')],
      json,
    );
}

/** Fields of list data. Some languages write "none" as an empty value of such a field, also beside FAIL. */
const listDataFields = new Set(['ResultItem', 'To_Account', 'FriendNumber']);
const maxNodesSearched = 100_000;

/** The JSON pointer to list data in a FAIL, at any depth; undefined for none. A loop, as the target chooses the depth. */
export function findListData(json: Record<string, unknown>): string | undefined {
  const open: { pointer: string; value: unknown }[] = [{ pointer: '', value: json }];
  for (let searched = 0; open.length > 0 && searched < maxNodesSearched; searched += 1) {
    const { pointer, value } = open.pop() as { pointer: string; value: unknown };
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (listDataFields.has(key) && !isBlank(child)) return `${pointer}/${key}`;
      if (typeof child === 'object' && child !== null)
        open.push({ pointer: `${pointer}/${key}`, value: child });
    }
  }
  return undefined;
}

function isBlank(value: unknown): boolean {
  if (value === null || value === 0 || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The value of a JSON text; undefined when it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseJson({ body, undecodable }: HttpAnswer): { text?: string; json: unknown; problem?: string } {
  if (undecodable !== undefined) return { json: undefined, problem: undecodable };
  if (body.length === 0) return { json: undefined, problem: 'the body is empty' };
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { json: undefined, problem: 'the body is not UTF-8' };
  }
  try {
    return { text, json: JSON.parse(text) };
  } catch {
    return { json: undefined, problem: `the body is not JSON: it begins ${quoted(text)}` };
  }
}

/** Whether a value is a JSON object, not an array or null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function article(type: string): string {
  if (type === 'null') return type;
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}

function described(value: unknown): string {
  if (typeof value === 'object' && value !== null) return article(jsonType(value));
  // JSON cannot write Infinity, which a number with a large exponent is read as.
  return typeof value === 'string' ? quoted(value) : String(value);
}
