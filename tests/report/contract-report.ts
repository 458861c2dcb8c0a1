import type { CallCounts } from '../../client/call/client.ts';
import type { Target } from '../../client/settings/settings.ts';
import { type ClauseText, clausesOf } from '../../spec/clauses.ts';
import { type ClauseId, clauseIdsOf, type EditionId } from '../../spec/generated/contract.ts';
import type { Observations } from '../session.ts';
import { type Failure, mergeBreaches } from './breach.ts';

/** What one check contributes to the report: plain data, as it passes between processes. */
export interface CheckResult extends Observations {
  clause: ClauseId;
  title: string;
  /** Why the check was not exercised; null when it was. */
  notExercised: string | null;
  /** Why nothing more can be judged (target out of reach, credentials refused); null otherwise. */
  inconclusive: string | null;
}

export interface ClauseReport extends ClauseText {
  verdict: 'pass' | 'fail' | 'not-exercised';
  notes: string[];
  failures: Failure[];
}

/** `contract.json`. */
export interface ContractReport {
  /** Changes when a property changes or goes; new properties do not change it. */
  schemaVersion: 1;
  verdict: 'pass' | 'fail' | 'inconclusive';
  /** Why the verdict is inconclusive, or why not everything could be judged; null otherwise. */
  reason: string | null;
  target: {
    url: string;
    edition: EditionId;
    /** Whether this was the embedded reference target, and no target of the user. */
    embedded: boolean;
  };
  /** Whether the fixtures declare the lists; otherwise answers were only compared with one another. */
  listsDeclared: boolean;
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  counts: CallCounts;
  clauses: ClauseReport[];
}

/** What happens in a run of the suite, for whoever reports it. */
export type SuiteEvent =
  | {
      kind: 'suite progress';
      /** The check that runs, or ended last. */
      title: string;
      /** Numbers of checks. */
      done: number;
      total: number;
      breached: number;
      /** Calls made so far. */
      calls: number;
      /** Estimated rest of the run; null when it is too early to say. */
      secondsLeft: number | null;
    }
  | { kind: 'contract judged'; contract: ContractReport };

/** A run of the suite, without its results. */
export interface SuiteRun {
  target: Pick<Target, 'url' | 'edition' | 'embedded' | 'fixtures'>;
  startedAt: Date;
  durationMs: number;
  /** What stopped the run before its end; null when it ran to the end. */
  problem: string | null;
}

const maxNotes = 10;

const notRun = 'its checks were not run';
const reasonOfRun = 'see the reason of the whole run';
const notDeclared = 'the fixtures declare no lists: answers were only compared with one another';

/** Clauses that declared lists decide. Without them a target that always gives the same wrong lists breaches none. */
const clausesOfLists: readonly ClauseId[] = ['S3', 'S4', 'S5', 'S6', 'S8', 'S10'];

/**
 * Why a clause was not exercised: its checks were not run, as with `--clause`; what stopped the whole run; or what its notes
 * say. Undefined for a clause that was exercised.
 */
export function causeOfSilence({
  verdict,
  notes,
}: ClauseReport): 'not run' | 'whole run' | 'own' | undefined {
  if (verdict !== 'not-exercised') return undefined;
  if (notes.includes(notRun)) return 'not run';
  return notes.includes(reasonOfRun) ? 'whole run' : 'own';
}

/** The clauses that passed only by comparing answers with one another, as the fixtures declare no lists. */
export function judgedByConsistency({ listsDeclared, clauses }: ContractReport): ClauseId[] {
  if (listsDeclared) return [];
  return clauses
    .filter(({ id, verdict }) => verdict === 'pass' && clausesOfLists.includes(id))
    .map(({ id }) => id);
}

/** Merges the results of all checks into one report by clause. A breach counts for its clause, whichever check found it. */
export function contractReport(results: CheckResult[], run: SuiteRun): ContractReport {
  const breaches = mergeBreaches(results.flatMap((result) => result.breaches));
  const judged = new Set(results.flatMap((result) => result.judged));
  const counts = sumCounts(results.map((result) => result.counts));
  const { url, edition, embedded, fixtures } = run.target;
  const reason = run.problem ?? results.find((result) => result.inconclusive !== null)?.inconclusive ?? null;
  const listsDeclared = fixtures.accounts.populated.lists !== undefined;
  const texts = clausesOf(edition);
  const clauses = clauseIdsOf.contract.map((id): ClauseReport => {
    const failures = breaches.filter((breach) => breach.clause === id).map(({ failure }) => failure);
    const own = results.filter((result) => result.clause === id);
    const leftOut = own.filter((result) => result.notExercised !== null);
    // A clause whose own checks were all left out is not exercised, even if other checks judged it.
    const exercised = judged.has(id) && (own.length === 0 || leftOut.length < own.length);
    const verdict = failures.length > 0 ? 'fail' : exercised ? 'pass' : 'not-exercised';
    return {
      ...texts[id],
      verdict,
      notes: [
        ...(own.length === 0 && verdict === 'not-exercised' ? [notRun] : []),
        ...leftOut.map(({ title, notExercised }) => {
          // A report states the reason of the whole run once, and not under each clause.
          const why = notExercised === reason ? reasonOfRun : notExercised;
          return verdict === 'not-exercised' ? `${why}` : `not exercised: ${title} (${why})`;
        }),
        ...(verdict === 'pass' && !listsDeclared && clausesOfLists.includes(id) ? [notDeclared] : []),
        ...results
          .flatMap((result) => result.notes)
          .filter((note) => note.clause === id)
          .map((note) => note.text),
        ...countNotes(id, counts),
      ]
        .filter((note, index, all) => all.indexOf(note) === index)
        .slice(0, maxNotes),
      failures,
    };
  });
  const failed = clauses.some(({ verdict }) => verdict === 'fail');
  const passed = clauses.some(({ verdict }) => verdict === 'pass');
  return {
    schemaVersion: 1,
    verdict: failed ? 'fail' : reason !== null || !passed ? 'inconclusive' : 'pass',
    reason,
    target: { url: url.href, edition, embedded },
    listsDeclared,
    startedAt: run.startedAt.toISOString(),
    durationMs: Math.round(run.durationMs),
    counts,
    clauses,
  };
}

function countNotes(id: ClauseId, counts: CallCounts): string[] {
  if (id === 'F6') return [`${counts.tryAgain} of ${counts.calls} calls were answered "try again"`];
  if (id === 'E1' && counts.networkFaults > 0) {
    return [`${counts.networkFaults} of ${counts.calls} calls failed in the network and were tried again`];
  }
  if (id === 'E4' && counts.calledTooOften > 0) {
    return [
      `${counts.calledTooOften} of ${counts.calls} calls were answered "called too often"; the suite waited`,
    ];
  }
  return [];
}

function sumCounts(all: CallCounts[]): CallCounts {
  const sum: CallCounts = { calls: 0, tryAgain: 0, calledTooOften: 0, networkFaults: 0 };
  for (const counts of all) {
    for (const name of Object.keys(sum) as (keyof CallCounts)[]) sum[name] += counts[name];
  }
  return sum;
}
