import type { Secrets } from '../credentials/secrets.ts';
import type { Judgement } from '../judge/judge-response.ts';
import type { IncomingAnswer, OutgoingRequest } from './send.ts';
import { keptText } from './untrusted-text.ts';

/** A request as reports show it: the UserSig is masked. */
export interface ShownRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** A response as reports show it: secrets masked, invisible characters escaped, long text cut. */
export interface ShownResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One call and the answer to its last try. */
export interface Exchange {
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** Null when no answer came. */
  judgement: Judgement | null;
  /** Why no answer came; null when one did. */
  fault: string | null;
  /** Masks and cuts request and response for a reader. On demand, as most exchanges are never shown. */
  shown(): ShownExchange;
}

export interface ShownExchange {
  request: ShownRequest;
  response: ShownResponse | null;
  /** A command that repeats the call, with the UserSig in a variable. */
  curl: string;
}

const maxShownBody = 4000;

export function shownRequest(
  { url, method, headers, body }: OutgoingRequest,
  secrets: Secrets,
): ShownRequest {
  const withoutUserSig = url.href.replace(/(usersig=)[^&]+/i, '$1***');
  return {
    method,
    url: secrets.masked(withoutUserSig),
    headers,
    body: keptText(body.toString(), secrets, maxShownBody),
  };
}

/** @param content the body without its content coding */
export function shownResponse(
  { status, headers }: IncomingAnswer,
  content: Buffer,
  secrets: Secrets,
): ShownResponse {
  const shown = Object.entries(headers).map(([name, value]) => [
    keptText(name, secrets, maxShownBody),
    keptText([value].flat().join(', '), secrets, maxShownBody),
  ]);
  const body = keptText(content.toString('utf8'), secrets, maxShownBody);
  return { status, headers: Object.fromEntries(shown), body };
}

/** A curl command for a POSIX shell that takes the UserSig from the variable USERSIG. */
export function curlCommand(request: ShownRequest): string {
  const [before, after] = request.url.split('usersig=***');
  const url =
    after === undefined
      ? shellQuote(request.url)
      : `${shellQuote(`${before}usersig=`)}"$USERSIG"${shellQuote(after)}`;
  const headers = Object.entries(request.headers).map(
    ([name, value]) => `-H ${shellQuote(`${name}: ${value}`)}`,
  );
  const body = request.body === '' ? [] : [`--data-binary ${shellQuote(request.body)}`];
  return ['curl -sS -i', `-X ${request.method}`, url, ...headers, ...body].join(' ');
}

function shellQuote(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", "'\\''")}'`;
}
