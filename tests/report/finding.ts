import type { Exchange, ShownRequest, ShownResponse } from '../../client/call/exchange.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';

/** One breach as reports show it. */
export interface Failure {
  request: ShownRequest;
  /** Null when no answer came. */
  response: ShownResponse | null;
  /** One sentence; may quote the target. */
  reason: string;
  curl: string;
  /** JSON pointer to the part of the response body at fault; '' is the whole. */
  pointer: string;
  /** How many calls showed the same. */
  count: number;
  /** The command that generates the request again; only for generated ones. */
  replay?: string;
}

export interface Finding {
  clause: ClauseId;
  failure: Failure;
}

export function finding(clause: ClauseId, exchange: Exchange, reason: string, pointer = ''): Finding {
  const { request, response, curl } = exchange.shown();
  return { clause, failure: { request, response, reason, curl, pointer, count: 1 } };
}

/**
 * One finding for each cause: findings of a clause whose reasons differ in quoted text and numbers alone are one, shown by
 * the smallest request that brought it about.
 */
export function mergeFindings(findings: Iterable<Finding>): Finding[] {
  const merged = new Map<string, Finding>();
  for (const { clause, failure } of findings) {
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
