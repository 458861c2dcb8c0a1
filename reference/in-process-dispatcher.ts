import type { Readable } from 'node:stream';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { Dispatcher } from 'undici';
import type { Clock } from '../client/call/clock.ts';
import {
  type Arrival,
  createService,
  maxRequestBytes,
  type Service,
  type ServiceAnswer,
  type ServiceOptions,
  type ServiceRequest,
} from './service.ts';

interface InProcessOptions extends ServiceOptions {
  /** For the limiter and for service times; default: real time. */
  clock?: Clock;
}

/** Carries one request on the connection of that id. @returns whether the connection can carry another one */
type Carry = (
  request: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
  connectionId: number,
) => Promise<boolean>;

const realClock: Clock = { nowMs: () => performance.now(), sleep };

/**
 * Dispatchers that carry calls to a reference target in this process, with neither sockets nor an HTTP server between.
 * `kept` uses an idle connection again, `fresh` never does; both reach the same target. A call that the target resets
 * fails with ECONNRESET; one that it leaves unanswered ends when the caller aborts it.
 */
export function inProcessDispatchers(options: InProcessOptions): { kept: Dispatcher; fresh: Dispatcher } {
  const carry = carryTo(options);
  const idle: number[] = [];
  let connections = 0;
  const connect = () => {
    connections += 1;
    return connections;
  };
  const kept = new InProcessDispatcher().compose(() => (request, handler) => {
    const connectionId = idle.pop() ?? connect();
    void carry(request, handler, connectionId).then((reusable) => {
      if (reusable) idle.push(connectionId);
    });
    return true;
  });
  const fresh = new InProcessDispatcher().compose(() => (request, handler) => {
    void carry(request, handler, connect());
    return true;
  });
  return { kept, fresh };
}

/** What remains of a dispatcher without connections; `compose` gives it the way to dispatch. */
class InProcessDispatcher extends Dispatcher {
  override async close(): Promise<void> {}
  override async destroy(): Promise<void> {}
}

function carryTo({ clock = realClock, ...options }: InProcessOptions): Carry {
  const service = createService(options);
  return async ({ method, path, body }, handler, connectionId) => {
    const controller = new AbortableController(handler);
    handler.onRequestStart?.(controller, {});
    const bytes = bytesOf(body);
    const request = { method, url: path, body: bytes.toString('utf8') };
    const { answer, delayMs } = answerOf(service, request, { atMs: clock.nowMs(), connectionId });
    if (delayMs > 0) await clock.sleep(delayMs);
    // An answer never arrives in the turn in which its request was sent: calls made at once are all under way by then.
    else await turn();
    if (controller.aborted || answer === 'silence') return false;
    if (answer === 'reset') {
      handler.onResponseError?.(
        controller,
        Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
      );
      return false;
    }
    handler.onResponseStart?.(controller, answer.status, { ...answer.headers, ...framing(answer.body) });
    try {
      for await (const chunk of chunksOf(answer.body)) {
        await controller.resumed();
        if (controller.aborted) return false;
        handler.onResponseData?.(controller, chunk);
      }
    } catch (error) {
      // Over a socket, a body that breaks off ends the connection.
      controller.abort(error as Error);
    }
    if (controller.aborted) return false;
    handler.onResponseEnd?.(controller, {});
    return answer.headers.connection !== 'close';
  };
}

/** As the HTTP server answers: an error, and a body beyond the limit, get an envelope. */
function answerOf(service: Service, request: ServiceRequest, arrival: Arrival): ServiceAnswer {
  if (Buffer.byteLength(request.body) > maxRequestBytes)
    return { answer: service.answerError({ ...request, body: '' }), delayMs: 0 };
  try {
    return service.answer(request, arrival);
  } catch {
    return { answer: service.answerError(request), delayMs: 0 };
  }
}

/** Lets the caller abort the call at any time, and pause the body while it cannot take more. */
class AbortableController implements Dispatcher.DispatchController {
  readonly #handler: Dispatcher.DispatchHandler;
  #resume: () => void = () => {};
  #resumed = Promise.resolve();
  paused = false;
  aborted = false;
  reason: Error | null = null;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.resume();
    this.#handler.onResponseError?.(this, reason);
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.#resumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  resume(): void {
    this.paused = false;
    this.#resume();
  }

  /** Settles when the body may go on. */
  resumed(): Promise<void> {
    return this.#resumed;
  }
}

function bytesOf(body: Dispatcher.DispatchOptions['body']): Buffer {
  if (body === null || body === undefined) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body);
  throw new TypeError('a call in process takes a body of text or bytes');
}

/** The headers by which a server says where a body ends. */
function framing(body: string | Buffer | Readable): Record<string, string> {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return { 'transfer-encoding': 'chunked' };
  return { 'content-length': String(Buffer.byteLength(body)) };
}

function chunksOf(body: string | Buffer | Readable): Iterable<Buffer> | AsyncIterable<Buffer> {
  return typeof body === 'string' || Buffer.isBuffer(body) ? [Buffer.from(body)] : bytesFrom(body);
}

async function* bytesFrom(body: Readable): AsyncIterable<Buffer> {
  for await (const chunk of body) yield Buffer.from(chunk);
}
