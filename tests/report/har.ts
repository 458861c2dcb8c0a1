import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { Call, CallEnd, CallObserver } from '../../client/call/client.ts';
import type { IncomingAnswer, OutgoingRequest } from '../../client/call/send.ts';
import type { Secrets } from '../../client/credentials/secrets.ts';
import { Inconclusive, UsageError } from '../../client/settings/run-errors.ts';
import type { Target } from '../../client/settings/settings.ts';
import { validators } from '../../spec/generated/validators.js';
import type { Check } from '../checks/check.ts';

/** The record of the suite's calls: a file in the format HAR 1.2. It is whole JSON after every call. */

/** What the record adds to each HAR entry. */
export interface HarAnnotation {
  /** The check that made the call, by its clause and its title. */
  clause: string;
  check: string;
  /** The call is one that a correct caller does not make: no caller is to blame for it. */
  wrongOnPurpose: boolean;
}

/** What follows the last entry in the file. */
const closing = '\n]}}\n';

/** @param log the members of `log` before its entries */
function emptyHar(log: object): string {
  return `{"log":${JSON.stringify(log).slice(0, -1)},"entries":[${closing}`;
}

/**
 * Creates the file with an empty record.
 * @param option for messages
 * @param version of the harness
 * @throws UsageError when the file exists or cannot be written
 */
export function createHar(path: string, option: string, version: string): void {
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, emptyHar({ version: '1.2', creator: { name: 'group-get-harness', version } }));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${option} ${path} exists; name another file, or remove it`);
    throw new UsageError(`${option} ${path} cannot be written (${code}); name another file`);
  }
}

/** A call under way or done; its place in the line keeps the order in which calls were sent. */
interface Recorded {
  request: OutgoingRequest;
  annotation: HarAnnotation;
  secrets: Secrets;
  startedAt: Date;
  startedMs: number;
  timeMs: number;
  /** Undefined while the call is under way. */
  end: CallEnd | undefined;
}

/**
 * Adds calls to a record that `createHar` made, in the order in which they were sent, each when it and all before it have
 * ended. Another recorder, in a new process for instance, may go on with the file.
 */
export class HarRecorder {
  /** The check that makes the calls from now on. */
  check: Pick<Check, 'clause' | 'title'> | undefined;
  readonly #path: string;
  readonly #target: Target;
  readonly #file: number;
  readonly #line: Recorded[] = [];
  /** Why nothing more is written. */
  #ended: Inconclusive | undefined;

  constructor(path: string, target: Target) {
    this.#path = path;
    this.#target = target;
    this.#file = openSync(path, 'r+');
    if (this.#isEmpty()) this.#stateTarget();
  }

  /** Records a client's calls. It throws Inconclusive once the file cannot be written, as when the disk is full, or is closed. */
  readonly onSend: CallObserver = (request, call, secrets) => {
    if (this.#ended) throw this.#ended;
    const startedMs = performance.now();
    const recorded: Recorded = {
      request,
      annotation: {
        clause: this.check?.clause ?? '',
        check: this.check?.title ?? '',
        wrongOnPurpose: isWrongOnPurpose(call, request, this.#target),
      },
      secrets,
      startedAt: new Date(),
      startedMs,
      timeMs: 0,
      end: undefined,
    };
    this.#line.push(recorded);
    return (end) => {
      if (this.#ended) return;
      recorded.timeMs = performance.now() - startedMs;
      recorded.end = end;
      while (this.#line[0]?.end !== undefined) this.#writeFirst();
    };
  };

  /** Writes what is left, also calls whose answers are still due, and closes the file. */
  close(): void {
    for (const recorded of this.#line) {
      if (recorded.end !== undefined) continue;
      recorded.timeMs = performance.now() - recorded.startedMs;
      recorded.end = { answer: null, content: null, fault: 'the run ended before the answer came' };
    }
    while (this.#line.length > 0 && this.#ended === undefined) this.#writeFirst();
    this.#ended ??= new Inconclusive('the run has ended');
    closeSync(this.#file);
  }

  #writeFirst(): void {
    const recorded = this.#line.shift();
    if (recorded?.end === undefined) return;
    const entry = JSON.stringify(harEntry(recorded, recorded.end));
    this.#append(`${this.#isEmpty() ? '' : ','}\n${entry}${closing}`);
  }

  /** Replaces the closing by the text, which ends in it, with one write: a kill leaves no half of an entry. */
  #append(text: string): void {
    const at = fstatSync(this.#file).size - closing.length;
    try {
      const bytes = Buffer.from(text);
      if (writeSync(this.#file, bytes, 0, bytes.length, at) < bytes.length)
        throw Object.assign(new Error(), { code: 'ENOSPC' });
    } catch (error) {
      ftruncateSync(this.#file, at);
      // These bytes were on the disk before.
      writeSync(this.#file, closing, at);
      const { code } = error as NodeJS.ErrnoException;
      this.#ended = new Inconclusive(`${this.#path} could not be written (${code}): the record ends early`);
      throw this.#ended;
    }
  }

  #isEmpty(): boolean {
    const last = Buffer.alloc(1);
    readSync(this.#file, last, 0, 1, fstatSync(this.#file).size - closing.length - 1);
    return last.toString() === '[';
  }

  #stateTarget(): void {
    const { entries, ...log } = (JSON.parse(readFileSync(this.#path, 'utf8')) as { log: { entries: [] } })
      .log;
    const { url, edition, embedded } = this.#target;
    const text = emptyHar({ ...log, _groupGet: { target: { url: url.href, edition, embedded } } });
    writeSync(this.#file, text, 0);
  }
}

/** Parameters of the query that a right call may set. */
const freeParameters = new Set(['random']);

/** Whether a correct caller does not make this call: the check says so, or its query, method or body differ from such a one's. */
function isWrongOnPurpose(call: Call, { method, body }: OutgoingRequest, { edition }: Target): boolean {
  if (call.wrongOnPurpose === true || method !== 'POST') return true;
  if (Object.keys(call.query ?? {}).some((name) => !freeParameters.has(name))) return true;
  try {
    return !validators[edition].GroupGetRequest(JSON.parse(body.toString()));
  } catch {
    return true;
  }
}

interface NameAndValue {
  name: string;
  value: string;
}

function harEntry(
  { request, annotation, secrets, startedAt, timeMs }: Recorded,
  { answer, content, fault }: CallEnd,
) {
  const masked = (text: string) => secrets.masked(text);
  const time = Math.round(timeMs * 1000) / 1000;
  return {
    startedDateTime: startedAt.toISOString(),
    time,
    request: {
      method: request.method,
      url: masked(request.url.href.replace(/(usersig=)[^&]*/gi, '$1***')),
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headersOf(request.headers, masked),
      queryString: [...request.url.searchParams].map(
        ([name, value]): NameAndValue => ({
          name: masked(name),
          value: /usersig/i.test(name) ? '***' : masked(value),
        }),
      ),
      ...(request.body.length > 0 && {
        postData: {
          mimeType: request.headers['content-type'] ?? '',
          params: [],
          ...textOf(request.body, masked, '_encoding'),
        },
      }),
      headersSize: -1,
      bodySize: request.body.length,
    },
    response: answer ? harResponse(answer, content, fault, masked) : { ...noResponse, _error: fault },
    cache: {},
    // The client times a call as a whole.
    timings: { send: 0, wait: time, receive: 0 },
    _groupGet: annotation,
  };
}

/** The response of an entry without an answer, as browsers write it. */
const noResponse = {
  status: 0,
  statusText: '',
  httpVersion: '',
  cookies: [],
  headers: [],
  content: { size: 0, mimeType: 'x-unknown' },
  redirectURL: '',
  headersSize: -1,
  bodySize: -1,
};

function harResponse(
  { status, headers, header, body }: IncomingAnswer,
  content: Buffer | null,
  fault: string | null,
  masked: (text: string) => string,
) {
  const shown = content ?? body;
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: headersOf(headers, masked),
    content: {
      size: shown.length,
      mimeType: masked(header('content-type') ?? 'x-unknown'),
      ...textOf(shown, masked, 'encoding'),
    },
    redirectURL: masked(header('location') ?? ''),
    headersSize: -1,
    bodySize: body.length,
    ...(fault !== null && { _error: fault }),
  };
}

function headersOf(
  headers: NodeJS.Dict<string | string[]>,
  masked: (text: string) => string,
): NameAndValue[] {
  return Object.entries(headers).flatMap(([name, values = []]) =>
    [values].flat().map((value) => ({ name: masked(name), value: masked(value) })),
  );
}

/** The text of a body, or its base64 where it is not UTF-8; HAR 1.2 knows no base64 of a request's body. */
function textOf(body: Buffer, masked: (text: string) => string, encoding: 'encoding' | '_encoding') {
  const text = body.toString('utf8');
  if (Buffer.from(text).equals(body)) return { text: masked(text) };
  const maskedBytes = Buffer.from(masked(body.toString('latin1')), 'latin1');
  return { text: maskedBytes.toString('base64'), [encoding]: 'base64' };
}
