import type { CallCounts } from '../../client/call/client.ts';
import { type ClauseId, clauseIds, type EditionId, editions } from '../../spec/generated/contract.ts';
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

export interface ClauseReport {
  id: ClauseId;
  title: string;
  /** What the clause says, and how its gaps are read. */
  says: string;
  reading: string | null;
  level: 'must' | 'note' | 'open';
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
  target: { url: string; edition: EditionId };
  /** ISO 8601. */
  startedAt: string;
  durationMs: number;
  counts: CallCounts;
  clauses: ClauseReport[];
}

/** What the process that runs the suite sends to the process that started it. */
export type SuiteEvent =
  | { kind: 'check judged'; title: string; done: number; total: number; breached: number }
  | { kind: 'contract judged'; contract: ContractReport };

/** A run of the suite, without its results. */
export interface SuiteRun {
  target: ContractReport['target'];
  startedAt: Date;
  durationMs: number;
  /** What stopped the run before its end; null when it ran to the end. */
  problem: string | null;
}

const maxNotes = 10;

const notRun = 'its checks were not run';

/** Whether the user left a clause out, as with `--clause`. */
export function wasNotRun({ verdict, notes }: ClauseReport): boolean {
  return verdict === 'not-exercised' && notes.includes(notRun);
}

/** Merges the results of all checks into one report by clause. A breach counts for its clause, whichever check found it. */
export function contractReport(results: CheckResult[], run: SuiteRun): ContractReport {
  const breaches = mergeBreaches(results.flatMap((result) => result.breaches));
  const judged = new Set(results.flatMap((result) => result.judged));
  const counts = sumCounts(results.map((result) => result.counts));
  const clauses = clauseIds
    .filter((id) => editions[run.target.edition].clauses[id].exercisedBy === 'contract')
    .map((id): ClauseReport => {
      const clause = editions[run.target.edition].clauses[id];
      const failures = breaches.filter((breach) => breach.clause === id).map(({ failure }) => failure);
      const own = results.filter((result) => result.clause === id);
      const leftOut = own.filter((result) => result.notExercised !== null);
      // A clause whose own checks were all left out is not exercised, even if other checks judged it.
      const exercised = judged.has(id) && (own.length === 0 || leftOut.length < own.length);
      const verdict = failures.length > 0 ? 'fail' : exercised ? 'pass' : 'not-exercised';
      return {
        id,
        title: clause.title,
        says: clause.says,
        reading: clause.reading ?? null,
        level: clause.level,
        verdict,
        notes: [
          ...(own.length === 0 && verdict === 'not-exercised' ? [notRun] : []),
          ...leftOut.map(({ title, notExercised }) =>
            verdict === 'not-exercised' ? `${notExercised}` : `not exercised: ${title} (${notExercised})`,
          ),
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
  const reason = run.problem ?? results.find((result) => result.inconclusive !== null)?.inconclusive ?? null;
  const failed = clauses.some(({ verdict }) => verdict === 'fail');
  const passed = clauses.some(({ verdict }) => verdict === 'pass');
  return {
    schemaVersion: 1,
    verdict: failed ? 'fail' : reason !== null || !passed ? 'inconclusive' : 'pass',
    reason,
    target: run.target,
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
