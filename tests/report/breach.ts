import type { Exchange, ShownRequest, ShownResponse } from '../../client/call/exchange.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';

/** A breach as reports show it. */
export interface Failure {
  request: ShownRequest;
  /** Null when no answer came. */
  response: ShownResponse | null;
  /** One sentence; may quote the target. */
  reason: string;
  curl: string;
  /** JSON pointer to the part of the response body at fault; '' is the whole. */
  pointer: string;
  /** Number of calls that showed this breach. */
  count: number;
  /** The command that reproduces the request; only for generated requests. */
  replay?: string;
}

/** A breach of one clause, with the evidence. */
export interface Breach {
  clause: ClauseId;
  failure: Failure;
}

/** @param pointer JSON pointer to the part of the response body at fault */
export function breachOf(clause: ClauseId, exchange: Exchange, reason: string, pointer = ''): Breach {
  const { request, response, curl } = exchange.shown();
  return { clause, failure: { request, response, reason, curl, pointer, count: 1 } };
}

/**
 * Merges breaches of one cause. Two breaches of a clause have one cause when their reasons differ only in quoted text and
 * numbers. The merged breach shows the smallest request.
 */
export function mergeBreaches(breaches: Iterable<Breach>): Breach[] {
  const merged = new Map<string, Breach>();
  for (const { clause, failure } of breaches) {
    const cause = `${clause} ${failure.reason.replace(/"[^"]*"|\d+/g, '#').replace(/#(, #)*( and # more)?/g, '#')}`;
    const known = merged.get(cause)?.failure;
    const shown = known && requestSize(known) <= requestSize(failure) ? known : failure;
    merged.set(cause, { clause, failure: { ...shown, count: failure.count + (known?.count ?? 0) } });
  }
  return [...merged.values()];
}

function requestSize({ request }: Failure): number {
  return request.body.length + request.url.length;
}
