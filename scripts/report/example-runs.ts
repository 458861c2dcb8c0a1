import type { CheckResult } from '../../load/judge/check-result.ts';
import { LatencyHistogram, type LatencySummary } from '../../load/latency.ts';
import type { LoadReport } from '../../load/load-report.ts';
import { clauses } from '../../spec/clauses.ts';
import type { Failure } from '../../tests/report/breach.ts';
import type { ClauseReport, ContractReport } from '../../tests/report/contract-report.ts';
import type { Run } from '../run/run.ts';

/** Example runs for the tests of reports: small, complete and made up. */

const target = { url: 'https://target.example/base', edition: '2021-09-28' as const, embedded: false };
const startedAt = '2026-03-01T12:00:05.000Z';

function exampleFailure(changes: Partial<Failure> = {}): Failure {
  const url = 'https://target.example/base/v4/sns/group_get?sdkappid=1&usersig=***';
  return {
    request: {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json' },
      body: '{"From_Account":"id"}',
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"ActionStatus":"OK","ErrorCode":1.0,"ResultItem":[{"GroupName":"a"},{"GroupName":"a"}]}',
    },
    reason: 'list "a" appears more than once',
    curl: `curl -sS -i -X POST '${url}'`,
    pointer: '/ResultItem/1/GroupName',
    count: 3,
    ...changes,
  };
}

export function exampleClause(changes: Partial<ClauseReport> = {}): ClauseReport {
  return {
    id: 'E1',
    title: 'HTTP 200, always',
    says: 'The HTTP status is 200, always.',
    reading: null,
    level: 'must',
    verdict: 'pass',
    notes: [],
    failures: [],
    ...changes,
  };
}

export function exampleContract(changes: Partial<ContractReport> = {}): ContractReport {
  return {
    schemaVersion: 1,
    verdict: 'pass',
    reason: null,
    target,
    listsDeclared: true,
    startedAt,
    durationMs: 12_345,
    counts: { calls: 321, tryAgain: 0, calledTooOften: 0, networkFaults: 0 },
    clauses: [exampleClause()],
    ...changes,
  };
}

export function exampleCheck(changes: Partial<CheckResult> = {}): CheckResult {
  const { id = 'L1' } = changes;
  return {
    ...clauses[id],
    id,
    verdict: 'pass',
    observed: 0,
    expected: 0,
    unit: 'refusals without excuse',
    reason: '2000 calls at up to 200/s; none was refused',
    ...changes,
  };
}

const exampleHistograms = new Map<number, string>();

/** A histogram of calls, most of them answered within a few ms. Encoded once, as some tests make many example runs. */
function exampleHistogram(calls: number): string {
  const known = exampleHistograms.get(calls);
  if (known !== undefined) return known;
  const histogram = new LatencyHistogram();
  for (let n = 0; n < calls; n += 1) histogram.record(0.4 + (calls / (calls - n) - 1) ** 0.5);
  const encoded = histogram.encoded();
  exampleHistograms.set(calls, encoded);
  return encoded;
}

const latency: LatencySummary = { count: 2000, p50: 0.6, p90: 1.1, p99: 4.2, p999: 12, p9999: null, max: 31 };

export function exampleLoad(changes: Partial<LoadReport> = {}): LoadReport {
  const lagMs = { p50: 0.05, p99: 0.9, max: 3.1 };
  return {
    schemaVersion: 1,
    verdict: 'pass',
    reason: 'no breach was found, and the schedule was kept',
    profile: 'over',
    description: 'Half as much again as the ceiling, then just under it.',
    ceilingPerSecond: 200,
    attempts: 1,
    target,
    startedAt,
    durationMs: 10_400,
    checks: [exampleCheck()],
    offered: { count: 3000, ratePerSecond: 300 },
    sent: {
      count: 3000,
      lagMs,
      unsent: 0,
      stages: [{ stage: 'excess', calls: 3000, unsent: 0, lagMs }],
      mostPer100Ms: 31,
      mostPerSecond: 300,
      eventLoopDelayMs: { p99: 1.2, max: 4 },
      faults: [],
    },
    outcomes: { ok: 2000, rateLimited: 1000, failed: 0, transportErrors: 0, contractViolations: 0 },
    answers: { ok: 2000, rateLimited: 1000 },
    perSecond: Array.from({ length: 10 }, (_, second) => ({
      second,
      sent: 300,
      ok: 200,
      rateLimited: 100,
      latencyMs: { p50: 0.6, p99: 3 + (second % 3), max: 31 - second },
      lagMaxMs: 1 + (second % 4) / 2,
    })),
    latencyMs: latency,
    refusedLatencyMs: { ...latency, count: 1000 },
    serviceMs: { ...latency, count: 3000 },
    histograms: {
      latency: exampleHistogram(2000),
      refusedLatency: exampleHistogram(1000),
      service: exampleHistogram(3000),
    },
    breaches: [],
    connections: { most: 20, lost: 0 },
    limiter: {
      kind: 'fixed-window',
      ceilingPerSecond: 200,
      burst: null,
      windowPhaseMs: 0,
      evidence: 'replaying it gives the counts of admitted calls to within 1 in 1000',
    },
    ...changes,
  };
}

/** A run with every verdict that a clause and a check can have. */
export function mixedRun(): Run {
  return {
    contract: exampleContract({
      verdict: 'fail',
      clauses: [
        exampleClause({ notes: ['2 of 321 calls failed in the network and were tried again'] }),
        exampleClause({
          id: 'S2',
          title: 'Shape of ResultItem',
          verdict: 'fail',
          failures: [exampleFailure()],
        }),
        exampleClause({
          id: 'F3',
          title: 'Not an app admin',
          verdict: 'not-exercised',
          notes: ['the fixtures name no nonAdmin identity'],
        }),
      ],
    }),
    loads: [
      exampleLoad({
        verdict: 'fail',
        reason: 'L2: in excess: 3 × HTTP 429 or 503',
        checks: [
          exampleCheck(),
          exampleCheck({
            id: 'L2',
            verdict: 'fail',
            observed: 3,
            unit: 'refusals in another form',
            reason: 'in excess: 3 × HTTP 429 or 503',
          }),
          exampleCheck({
            id: 'L6',
            verdict: 'inconclusive',
            reason: 'sent late',
          }),
          exampleCheck({
            id: 'L8',
            verdict: 'note',
            observed: '200, 199',
            expected: null,
          }),
          exampleCheck({
            id: 'L4',
            verdict: 'not-exercised',
            observed: null,
            reason: 'no excess',
          }),
        ],
      }),
    ],
  };
}

/** A search for the highest rate; its first attempt was spoiled, as the harness was late. */
export function capacityRun(): Run {
  const steps = [
    { ratePerSecond: 200, sustained: true, limitedBy: '', p99Ms: 2.1 },
    { ratePerSecond: 400, sustained: true, limitedBy: '', p99Ms: 4.5 },
    {
      ratePerSecond: 800,
      sustained: false,
      limitedBy: 'p99 of 310.0 ms, at most 200 ms allowed',
      p99Ms: 310,
    },
  ];
  const load = exampleLoad({
    profile: 'capacity',
    attempts: 2,
    ceilingPerSecond: 20_000,
    limiter: null,
    capacity: { sustainedPerSecond: 400, limitedBy: steps[2]?.limitedBy ?? '', steps },
  });
  return { contract: null, loads: [load] };
}

/** Texts that a hostile target can put into a record. */
export const hostileTexts: Record<string, string> = {
  'closing tags': '</script></style></title></pre></textarea><script>globalThis.harmed = true</script>',
  'event handlers': '<img src=x onerror="globalThis.harmed=true"><svg onload=globalThis.harmed=true>',
  attributes: '" onmouseover="globalThis.harmed=true" \' x=\'',
  'comments and references': '<!-- ]]> --> <![CDATA[ &lt; &#60; &amp;',
  directions: '\u202Eright to left\u202C \u2066isolated\u2069 \u200Bzero\uFEFFwidth \u200Fmark',
  controls: '\u0000\u0007\u0008\u001B[31m\u001B]0;title\u0007\u009B2J \uD800 \uFFFE \r\n\u2028\u2029\u0085',
  markdown:
    '| a | b |\n\n# heading\n- [link](https://evil.example) ![image](//evil.example/x.png) `code` ``` \\| @someone #1 www.evil.example',
  'stacked marks': `e${'\u0301'.repeat(500)}`,
  'a megabyte without spaces': 'W'.repeat(1_000_000),
  'a megabyte with spaces': 'a b '.repeat(250_000),
};

/** A run that holds the given text wherever a target can choose a text. */
export function hostileRun(text: string): Run {
  const failure = exampleFailure({
    reason: text,
    pointer: `/ResultItem/0/${text}`,
    curl: `curl '${text}'`,
    replay: text,
    request: { method: text, url: text, headers: { [text]: text }, body: text },
    response: {
      status: 200,
      headers: { [text]: text },
      body: JSON.stringify({ ResultItem: [{ [text]: text }] }),
    },
  });
  return {
    contract: exampleContract({
      verdict: 'fail',
      reason: text,
      target: { ...target, url: `https://target.example/${text}` },
      clauses: [
        exampleClause({
          verdict: 'fail',
          notes: [text],
          failures: [failure, exampleFailure({ response: null })],
        }),
        exampleClause({ id: 'S2', verdict: 'not-exercised', notes: [text] }),
        exampleClause({ id: 'S3', notes: [text] }),
      ],
    }),
    loads: [
      exampleLoad({
        verdict: 'inconclusive',
        reason: text,
        description: text,
        capacity: {
          sustainedPerSecond: null,
          limitedBy: text,
          steps: [{ ratePerSecond: 200, sustained: false, limitedBy: text, p99Ms: 3 }],
        },
        checks: [
          exampleCheck({ id: 'L5', verdict: 'fail', observed: text, expected: text, reason: text }),
          exampleCheck({ id: 'L7', verdict: 'inconclusive', reason: text }),
        ],
        breaches: [{ clause: 'E2', reason: text, count: 2, response: text }],
        limiter: {
          kind: 'unknown',
          ceilingPerSecond: null,
          burst: null,
          windowPhaseMs: null,
          evidence: text,
        },
      }),
    ],
  };
}
