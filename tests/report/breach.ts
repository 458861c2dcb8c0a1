import type { Exchange, ShownRequest, ShownResponse } from '../../client/call/exchange.ts';
import type { Secrets } from '../../client/credentials/secrets.ts';
import { type Breach, keptBreach } from '../../client/judge/breach.ts';
import { mergeByCause } from '../../client/judge/cause.ts';
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

/** A breach of one clause, with the evidence. All its text is fit to be shown. */
export interface ShownBreach extends Failure {
  clause: ClauseId;
}

/** The one place where a breach that the suite found becomes part of its records. */
export function shownBreach(breach: Breach, exchange: Exchange, secrets: Secrets): ShownBreach {
  return { ...exchange.shown(), ...keptBreach(breach, secrets), count: 1 };
}

/** Merges breaches of one cause. The merged breach shows the smallest request. */
export function mergeBreaches(breaches: Iterable<ShownBreach>): { clause: ClauseId; failure: Failure }[] {
  const merged = mergeByCause(breaches, (known, next) =>
    requestSize(known) <= requestSize(next) ? known : next,
  );
  return merged.map(({ clause, ...failure }) => ({ clause, failure }));
}

function requestSize({ request }: Failure): number {
  return request.body.length + request.url.length;
}
