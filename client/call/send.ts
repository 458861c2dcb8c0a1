import { type Dispatcher, request } from 'undici';
import { maxBodyBytes, maxInterimResponses, type RawAnswer } from '../judge/judge-answer.ts';

/** One HTTP request to a target. */
export interface OutgoingRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** A whole answer. `headers` are as they came. */
export interface IncomingAnswer extends RawAnswer {
  headers: NodeJS.Dict<string | string[]>;
}

/**
 * Sends one request and reads its whole answer. Follows no redirect and does not try again.
 * @throws Error with one sentence, which may quote the target, when no whole answer arrives in time or in bounds
 */
export async function send(
  { url, method, headers, body }: OutgoingRequest,
  dispatcher: Dispatcher,
  timeoutMs: number,
): Promise<IncomingAnswer> {
  const stop = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop.abort();
  }, timeoutMs);
  let interimResponses = 0;
  try {
    const answer = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body.length > 0 || method === 'POST' ? body : null,
      dispatcher,
      signal: stop.signal,
      onInfo() {
        interimResponses += 1;
        if (interimResponses > maxInterimResponses) stop.abort(new Error('interim responses without end'));
      },
      // The signal bounds the whole answer; undici's own timeouts are too coarse for that.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const header = (name: string) => {
      const value = answer.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    };
    return {
      status: answer.statusCode,
      headers: answer.headers,
      header,
      body: await readBody(answer.body),
    };
  } catch (error) {
    throw new Error(timedOut ? `no whole answer within ${timeoutMs} ms` : faultOf(error));
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Error(`the answer is larger than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The innermost cause of an error: its first line and its code. */
function faultOf(error: unknown): string {
  const { message, code, cause } = error as { message?: string; code?: string; cause?: unknown };
  if (cause !== undefined) return faultOf(cause);
  const [text = ''] = (message || code || String(error)).split('\n');
  return code === undefined || text.includes(code) ? text : `${text} (${code})`;
}
