import { formatMs, formatNumber } from '../report/words/quantities.ts';
import { verdictLabels } from '../report/words/verdict-labels.ts';
import { compareLatency } from './compare-latency.ts';
import type { LoadRecord, Records } from './report-folder-records.ts';

export type Assessment = 'regression' | 'improvement' | 'change' | 'same' | 'not compared';

export interface ComparisonLine {
  assessment: Assessment;
  /** Our words and texts of the records; untrusted. */
  text: string;
}

/** The comparison of two report folders. */
export interface Comparison {
  verdict: 'regression' | 'no regression' | 'nothing compared';
  sections: { title: string; lines: ComparisonLine[] }[];
}

interface JudgedClause {
  id: string;
  title: string;
  verdict: string;
  failures?: unknown[];
}

/** Runs of one profile offer the same load when their rates differ by at most this share. */
const sameRate = 0.01;
/** A capacity is lower when the steps of the searches show a loss of more than this share. */
const minCapacityShare = 0.1;

/** Pure: the changes from the earlier run to the later one, and whether they are for the worse. */
export function compareRecords(earlier: Records, later: Records): Comparison {
  const pairs = later.loads.flatMap((load): [LoadRecord, LoadRecord][] => {
    const before = earlier.loads.find(({ profile }) => profile === load.profile);
    return before ? [[before, load]] : [];
  });
  const sections = [
    { title: 'Contract', lines: compareVerdicts(earlier.contract?.clauses, later.contract?.clauses, '') },
    {
      title: 'Checks under load',
      lines: pairs.flatMap(([before, after]) =>
        compareVerdicts(before.checks, after.checks, ` (${after.profile})`),
      ),
    },
    { title: 'Latency', lines: latencyLines(pairs) },
    { title: 'Capacity', lines: pairs.flatMap(capacityLines) },
    {
      title: 'On one side only',
      lines: [...unpairedLines(earlier, later, 'earlier'), ...unpairedLines(later, earlier, 'later')],
    },
  ].filter(({ lines }) => lines.length > 0);
  const assessments = new Set(sections.flatMap(({ lines }) => lines.map(({ assessment }) => assessment)));
  const compared = assessments.has('same') || assessments.has('improvement');
  return {
    verdict: assessments.has('regression') ? 'regression' : compared ? 'no regression' : 'nothing compared',
    sections,
  };
}

/** A new breach is a regression, whether the clause was held before or not judged. */
function compareVerdicts(
  earlier: readonly JudgedClause[] | undefined,
  later: readonly JudgedClause[] | undefined,
  where: string,
): ComparisonLine[] {
  if (earlier === undefined || later === undefined) return [];
  const lines: ComparisonLine[] = [];
  let unchanged = 0;
  for (const id of new Set([...earlier, ...later].map((judged) => judged.id))) {
    const [before, now] = [earlier, later].map((all) => all.find((judged) => judged.id === id));
    const [was, is] = [before?.verdict ?? 'not-exercised', now?.verdict ?? 'not-exercised'];
    const name = `${id} ${(now ?? before)?.title}${where}`;
    if (was === is) {
      const [causes, causesNow] = [before?.failures?.length ?? 0, now?.failures?.length ?? 0];
      if (causes !== causesNow) {
        lines.push({
          assessment: 'change',
          text: `${name}: breached in ${causes} ways, now in ${causesNow}`,
        });
      }
      if (is === 'pass' || is === 'fail') unchanged += 1;
      continue;
    }
    const assessment =
      is === 'fail' ? 'regression' : was === 'fail' && is === 'pass' ? 'improvement' : 'change';
    lines.push({ assessment, text: `${name}: ${word(was)}, now ${word(is)}` });
  }
  if (unchanged > 0) lines.push({ assessment: 'same', text: `${unchanged} judged as before${where}` });
  return lines;
}

function word(verdict: string): string {
  return verdictLabels[verdict as keyof typeof verdictLabels].word;
}

function latencyLines(pairs: [LoadRecord, LoadRecord][]): ComparisonLine[] {
  const reasons = pairs.map(([before, after]) => whyNotCompared(before, after));
  const tests = reasons.filter((reason) => reason === undefined).length * 2;
  return pairs.flatMap(([before, after], index): ComparisonLine[] => {
    const reason = reasons[index];
    if (reason !== undefined) return [{ assessment: 'not compared', text: `${after.profile}: ${reason}` }];
    return (['p50', 'p99'] as const).map((name): ComparisonLine => {
      const seconds = ({ perSecond }: LoadRecord) =>
        perSecond.map(({ latencyMs }) => latencyMs[name]).filter((ms) => ms !== null);
      const { earlierMs, laterMs, shiftMs, judgement, reason } = compareLatency(
        seconds(before),
        seconds(after),
        tests,
      );
      const sign = shiftMs > 0 ? '+' : '';
      const values = `${formatMs(earlierMs)}, now ${formatMs(laterMs)} (${sign}${formatMs(shiftMs)})`;
      const assessments = {
        slower: 'regression',
        faster: 'improvement',
        'no relevant change': 'same',
        'not comparable': 'not compared',
      } as const;
      return {
        assessment: assessments[judgement],
        text: `${after.profile}, ${name} of a second: ${values}: ${judgement}; ${reason}`,
      };
    });
  });
}

function whyNotCompared(before: LoadRecord, after: LoadRecord): string | undefined {
  const [was, is] = [before.offered.ratePerSecond, after.offered.ratePerSecond];
  if (before.capacity || after.capacity) return 'a search is compared by its capacity';
  if (Math.abs(was - is) > sameRate * was || before.ceilingPerSecond !== after.ceilingPerSecond) {
    return `another load was offered: ${formatNumber(was)} calls a second, now ${formatNumber(is)}`;
  }
  const late = [before, after].find(({ sent }) => sent.faults.length > 0);
  if (late)
    return `the harness was late in the ${late === before ? 'earlier' : 'later'} run: ${late.sent.faults[0]}`;
  return undefined;
}

/** The capacity lies between the highest rate sustained and the lowest that failed. It changed when the two ranges do not overlap. */
function capacityLines([before, after]: [LoadRecord, LoadRecord]): ComparisonLine[] {
  if (!before.capacity || !after.capacity) return [];
  const [was, is] = [rangeOf(before.capacity), rangeOf(after.capacity)];
  const text = `${after.profile}: ${formatNumber(was.sustained)} calls a second sustained, now ${formatNumber(is.sustained)}`;
  const byHarness = [before.capacity, after.capacity].find(({ limitedBy }) =>
    limitedBy.startsWith('the harness'),
  );
  if (byHarness) return [{ assessment: 'not compared', text: `${text}; ${byHarness.limitedBy}` }];
  const factor = 1 - minCapacityShare;
  if (is.failing < was.sustained * factor) {
    return [
      {
        assessment: 'regression',
        text: `${text}; ${formatNumber(is.failing)} fail, far below what was sustained`,
      },
    ];
  }
  if (was.failing < is.sustained * factor) return [{ assessment: 'improvement', text }];
  return [{ assessment: 'same', text: `${text}; no more apart than the steps of the searches, and 10 %` }];
}

function rangeOf({ steps, sustainedPerSecond }: NonNullable<LoadRecord['capacity']>): {
  sustained: number;
  failing: number;
} {
  const failing = steps.filter(({ sustained }) => !sustained).map(({ ratePerSecond }) => ratePerSecond);
  return { sustained: sustainedPerSecond ?? 0, failing: Math.min(...failing, Number.POSITIVE_INFINITY) };
}

function unpairedLines(of: Records, other: Records, side: string): ComparisonLine[] {
  const lone = of.loads.filter(({ profile }) => !other.loads.some((load) => load.profile === profile));
  const names = [
    ...(of.contract && !other.contract ? ['the contract suite'] : []),
    ...lone.map(({ profile }) => `load profile ${profile}`),
  ];
  return names.map((name) => ({ assessment: 'not compared', text: `${name} is in the ${side} run alone` }));
}
