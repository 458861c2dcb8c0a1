import type { ServedApp } from '../client/settings/settings.ts';
import { type Answer, answerCall, type Call, referenceSteps, type Steps } from './group-get.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';
import { worldOf } from './world.ts';

export interface ServiceOptions {
  app: ServedApp;
  /** Default: a fixed window of 200 calls a second. */
  limiter?: LimiterOptions;
  /** Overrides of single steps: a mutant or a conforming variant. */
  steps?: Partial<Steps>;
}

/** A request as the HTTP layer hands it on. */
export interface ServiceRequest {
  method: string;
  /** Path and query, as in the request line. */
  url: string;
  /** The body as text; '' when there was none. */
  body: string;
}

/** What the limiter counts by. */
export interface Arrival {
  /** On a clock that only moves forward, in ms. */
  atMs: number;
  connectionId: number;
}

export interface ServiceAnswer {
  answer: Answer;
  /** Service time before the answer is sent. */
  delayMs: number;
}

/** The reference target without an HTTP layer, which is a server's or an in-process dispatcher's. */
export interface Service {
  answer(request: ServiceRequest, arrival: Arrival): ServiceAnswer;
  /** The answer where `answer` threw, as mutants may, or the HTTP layer could not read the request: a body too large, a bad URL. */
  answerError(request: ServiceRequest): Answer;
}

/** The longest body that the HTTP layer reads. */
export const maxRequestBytes = 1024 * 1024;

export function createService(options: ServiceOptions): Service {
  const steps: Steps = { ...referenceSteps, ...options.steps };
  const world = worldOf(options.app);
  const limiter = createLimiter(options.limiter ?? { kind: 'fixed-window', ceilingPerSecond: 200 });
  return {
    answer(request, { atMs, connectionId }) {
      const call = callOf(request);
      const answer = answerCall(steps, world, call, () => limiter.admit(atMs, connectionId));
      return { answer, delayMs: steps.delayMs(call) };
    },
    answerError(request) {
      const call = callOf(request);
      return steps.respond(steps.failure(60008, call), call);
    },
  };
}

function callOf({ method, url, body }: ServiceRequest): Call {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark + 1);
  return { method, path, query: new URLSearchParams(search), body };
}
