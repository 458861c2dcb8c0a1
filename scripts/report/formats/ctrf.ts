import type { Run } from '../../run/run.ts';
import { describeVerdictBriefly, testedEmbedded } from '../words/run-verdict.ts';
import { shownText } from '../words/shown-text.ts';
import { type TestCase, testSuites } from './test-suites.ts';

/** The version of the Common Test Report Format (ctrf.io). */
const specVersion = '0.0.0';
/** Readers of the format take a run without a failed test for a good one, so that an error has to be one. */
const statuses = { failure: 'failed', error: 'failed', skipped: 'skipped' } as const;
const maxMessage = 500;
const maxTrace = 10_000;

/** `ctrf.json`, for dashboards: the same cases as in `junit.xml`. */
export function ctrf(run: Run): string {
  const records = [...(run.contract ? [run.contract] : []), ...run.loads];
  const suites = testSuites(run);
  const tests = suites.flatMap(({ name, cases }) => cases.map((each) => testOf(name, each)));
  const number = (status: string) => tests.filter((test) => test.status === status).length;
  const starts = suites.map(({ startedAt }) => Date.parse(startedAt)).filter(Number.isFinite);
  const stops = suites.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs);
  const report = {
    reportFormat: 'CTRF',
    specVersion,
    results: {
      tool: { name: 'group-get-harness' },
      summary: {
        tests: tests.length,
        passed: number('passed'),
        failed: number('failed'),
        skipped: number('skipped'),
        pending: 0,
        other: 0,
        start: starts.length === 0 ? 0 : Math.min(...starts),
        stop: Math.round(Math.max(0, ...stops.filter(Number.isFinite))),
      },
      tests,
      ...(records.length > 0 && { environment: environmentOf(run, records) }),
      extra: { verdict: describeVerdictBriefly(run) },
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function environmentOf(run: Run, records: readonly { target: { url: string; edition: string } }[]) {
  const shown = (texts: string[]) =>
    [...new Set(texts)].map((text) => shownText(text, maxMessage)).join(', ');
  return {
    extra: {
      target: shown(records.map(({ target }) => target.url)),
      edition: shown(records.map(({ target }) => target.edition)),
      embedded: testedEmbedded(run),
    },
  };
}

function testOf(suite: string, { name, outcome, out }: TestCase) {
  return {
    name,
    status: outcome === null ? ('passed' as const) : statuses[outcome.kind],
    ...(outcome?.kind === 'error' && { rawStatus: 'inconclusive' }),
    // A case has no time of its own: many calls serve a clause, and many clauses judge a call.
    duration: 0,
    suite: [suite],
    ...(outcome && { message: shownText(outcome.message, maxMessage) }),
    ...(outcome?.text && { trace: shownText(outcome.text, maxTrace) }),
    ...(out !== '' && { stdout: shownText(out, maxTrace).split('\n') }),
  };
}
