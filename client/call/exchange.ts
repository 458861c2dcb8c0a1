import type { Judgement } from '../judge/judge-response.ts';

/** A request as it is shown: the UserSig is masked. */
export interface ShownRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** A response as it is shown: secrets masked, long text cut. Untrusted text. */
export interface ShownResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** One call and its last answer. */
export interface Exchange {
  /** HTTP status; null when no answer came. */
  status: number | null;
  /** Null when no answer came. */
  judgement: Judgement | null;
  /** Why no answer came; null when one did. */
  fault: string | null;
  /** Masks and cuts request and response for a reader; most exchanges are never shown. */
  shown(): ShownExchange;
}

export interface ShownExchange {
  request: ShownRequest;
  response: ShownResponse | null;
  /** A command that repeats the call, with the UserSig in a variable. */
  curl: string;
}

/** A curl command for a POSIX shell; the UserSig is left to the variable USERSIG. */
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
