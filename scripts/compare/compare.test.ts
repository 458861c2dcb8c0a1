import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import type { LoadReport } from '../../load/load-report.ts';
import { call } from '../command/called-command.ts';
import {
  exampleCheck,
  exampleClause,
  exampleContract,
  exampleLoad,
  hostileRun,
  hostileTexts,
  mixedRun,
} from '../report/example-runs.ts';
import type { Run } from '../run/run.ts';
import { compareLatency } from './compare-latency.ts';
import { type Comparison, compareRecords } from './compare-records.ts';
import { comparisonLines, comparisonMarkdown } from './comparison-report.ts';
import { testLatencyClaims } from './latency-claims.ts';
import { minPValue, rankSumPValue } from './rank-test.ts';
import type { Records } from './report-folder-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-'));
after(() => rmSync(folder, { recursive: true }));

function records({ contract, loads }: Run): Records {
  return { folder: 'f', contract, loads: [...loads] };
}

function compared(earlier: Run, later: Run): Comparison {
  return compareRecords(records(earlier), records(later));
}

function assessments(comparison: Comparison): string[] {
  return comparison.sections.flatMap(({ lines }) => lines.map(({ assessment }) => assessment));
}

/** A load whose seconds have these p50, and three times that as p99. */
function loadOf(p50Ms: number[], changes: Partial<LoadReport> = {}): LoadReport {
  const [row] = exampleLoad().perSecond;
  assert.ok(row);
  const perSecond = p50Ms.map((p50, second) => ({
    ...row,
    second,
    latencyMs: { p50, p99: 3 * p50, max: 4 * p50 },
  }));
  return exampleLoad({ perSecond, ...changes });
}

describe('the rank test', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 });
  test('is exact, ties included: it agrees with counting every way to share the values out', () => {
    fc.assert(
      fc.property(sample, sample, (earlier, later) => {
        const all = [...earlier, ...later];
        // Half a point for each tie: Mann and Whitney's U, which goes up with the rank sum.
        const u = (low: number[], high: number[]) =>
          high.reduce((sum, b) => sum + low.reduce((s, a) => s + (b > a ? 1 : b === a ? 0.5 : 0), 0), 0);
        let ways = 0;
        let atLeast = 0;
        for (let mask = 0; mask < 2 ** all.length; mask += 1) {
          const high = all.filter((_, index) => (mask >> index) & 1);
          if (high.length !== later.length) continue;
          ways += 1;
          if (
            u(
              all.filter((_, index) => !((mask >> index) & 1)),
              high,
            ) >= u(earlier, later)
          )
            atLeast += 1;
        }
        assert.ok(Math.abs(rankSumPValue(earlier, later) - atLeast / ways) < 1e-9);
      }),
      { numRuns: 60 },
    );
  });

  test('its smallest p-value is the one of samples that do not overlap', () => {
    for (const [n, m] of [
      [1, 1],
      [5, 5],
      [3, 8],
      [20, 20],
    ] as const) {
      const low = Array.from({ length: n }, (_, i) => i);
      const high = Array.from({ length: m }, (_, i) => 100 + i);
      assert.ok(Math.abs(rankSumPValue(low, high) / minPValue(n, m) - 1) < 1e-9);
    }
  });
});

describe('latency', () => {
  testLatencyClaims(0.15);

  test('a few seconds are not comparable', () => {
    assert.equal(compareLatency([1, 2, 3], [100, 200, 300], 2).judgement, 'not comparable');
    assert.equal(compareLatency([], [], 2).judgement, 'not comparable');
  });
});

describe('two runs', () => {
  test('a run never regresses against itself', () => {
    const ms = fc.double({ min: 0, max: 5000, noNaN: true });
    fc.assert(
      fc.property(fc.array(ms, { maxLength: 40 }), (p50) => {
        const run = { ...mixedRun(), loads: [loadOf(p50)] };
        const all = assessments(compared(run, run));
        assert.ok(!all.includes('regression') && !all.includes('improvement') && !all.includes('change'));
      }),
      { numRuns: 60 },
    );
  });

  const held = (verdict: 'pass' | 'fail' | 'not-exercised') => ({
    contract: exampleContract({ clauses: [exampleClause(), exampleClause({ id: 'S2', verdict })] }),
    loads: [],
  });
  for (const [before, now, verdict, assessment] of [
    ['pass', 'fail', 'regression', 'regression'],
    ['not-exercised', 'fail', 'regression', 'regression'],
    ['fail', 'pass', 'no regression', 'improvement'],
    ['pass', 'not-exercised', 'no regression', 'change'],
    ['fail', 'not-exercised', 'no regression', 'change'],
  ] as const) {
    test(`a clause that was ${before} and is ${now}: ${verdict}`, () => {
      const comparison = compared(held(before), held(now));
      assert.equal(comparison.verdict, verdict);
      assert.ok(assessments(comparison).includes(assessment));
    });
  }

  test('a check under load that is now breached is a regression', () => {
    const load = (verdict: 'pass' | 'fail') => ({
      contract: null,
      loads: [exampleLoad({ checks: [exampleCheck({ verdict })] })],
    });
    assert.equal(compared(load('pass'), load('fail')).verdict, 'regression');
    assert.equal(compared(load('fail'), load('pass')).verdict, 'no regression');
  });

  const level = Array.from({ length: 10 }, (_, second) => 10 + ((second * 7) % 10) / 10);
  const slower = level.map((ms) => ms * 1.5);
  const loads = (...all: LoadReport[]) => ({ contract: null, loads: all });
  test('what was slower is a regression; not where another load was offered, or the harness was late', () => {
    assert.equal(compared(loads(loadOf(level)), loads(loadOf(slower))).verdict, 'regression');
    assert.equal(compared(loads(loadOf(slower)), loads(loadOf(level))).verdict, 'no regression');
    const { sent } = exampleLoad();
    for (const changes of [
      { offered: { count: 100, ratePerSecond: 400 } },
      { ceilingPerSecond: 300 },
      { sent: { ...sent, faults: ['p99 of the lag was 40 ms'] } },
    ]) {
      const comparison = compared(loads(loadOf(level)), loads(loadOf(slower, changes)));
      assert.ok(!assessments(comparison).includes('regression'));
      assert.ok(assessments(comparison).includes('not compared'));
    }
  });

  const search = (sustained: number, failing: number, limitedBy = 'p99 of 300 ms') =>
    loads(
      exampleLoad({
        checks: [],
        capacity: {
          sustainedPerSecond: sustained,
          limitedBy,
          steps: [
            { ratePerSecond: sustained, sustained: true, limitedBy: '', p99Ms: 5 },
            { ratePerSecond: failing, sustained: false, limitedBy, p99Ms: 300 },
          ],
        },
      }),
    );
  test('a capacity is lower only beyond the steps of the searches', () => {
    const verdict = (later: Run) => compared(search(2000, 2150), later).verdict;
    assert.equal(verdict(search(1300, 1400)), 'regression');
    assert.equal(verdict(search(1750, 1900)), 'no regression');
    assert.equal(verdict(search(4000, 4300)), 'no regression');
    assert.equal(verdict(search(1300, 1400, 'the harness: late by 90 ms')), 'nothing compared');
  });

  test('nothing in common is nothing compared', () => {
    const contract = { contract: exampleContract(), loads: [] };
    assert.equal(compared(contract, loads(exampleLoad())).verdict, 'nothing compared');
    const left = {
      contract: exampleContract({ clauses: [exampleClause({ verdict: 'not-exercised' })] }),
      loads: [],
    };
    assert.equal(compared(contract, left).verdict, 'nothing compared');
  });

  for (const [name, text] of Object.entries(hostileTexts)) {
    test(`texts of a record are shown as text: ${name}`, () => {
      const run = hostileRun(text);
      const other = { ...run, contract: exampleContract({ clauses: [exampleClause({ title: text })] }) };
      const sides = [records(run), records(other)] as const;
      const comparison = compareRecords(...sides);
      for (const line of comparisonLines(comparison, sides))
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Cs}]/u);
      const markdown = comparisonMarkdown(comparison, sides);
      assert.doesNotMatch(markdown, /[<>`@\\\]]|https?:\/\/|www\./);
      assert.ok(markdown.length < 60_000);
    });
  }
});

describe('npm run compare', () => {
  const written = (name: string, files: Record<string, object | string>) => {
    const path = join(folder, name);
    mkdirSync(path);
    for (const [file, content] of Object.entries(files))
      writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const { contract, loads } = mixedRun();
  const good = written('good', { 'contract.json': exampleContract(), 'load-over.json': exampleLoad() });
  const worse = written('worse', { 'contract.json': contract ?? {}, 'load-over.json': loads[0] ?? {} });
  const capacity = written('capacity', { 'load-capacity.json': exampleLoad({ profile: 'capacity' }) });
  const runs: [title: string, folders: string[], code: number, output: RegExp][] = [
    ['the same folder twice', [good, good], 0, /^Verdict: no regression$/m],
    ['breaches that are new', [good, worse], 1, /^ {2}✗ L2 .*not exercised, now breached$/m],
    ['breaches that are gone', [worse, good], 0, /^ {2}i L2 .*breached, now not exercised$/m],
    [
      'no profile in common',
      [capacity, written('contract', { 'contract.json': exampleContract() })],
      3,
      /nothing could be/,
    ],
    ['one folder', [good], 2, /give two report folders/],
    [
      'a folder that is not there',
      [good, join(folder, 'none')],
      2,
      /cannot read the report folder .*\(ENOENT\)/,
    ],
    [
      'a folder of something else',
      [written('other', { 'a.txt': '' }), good],
      2,
      /neither contract\.json nor/,
    ],
    [
      'a record that is no JSON',
      [good, written('cut', { 'contract.json': '{"a":\n' })],
      2,
      /contract\.json: it is not JSON/,
    ],
    [
      'a record that was tampered with',
      [
        good,
        written('odd', {
          'load-over.json': { ...exampleLoad(), perSecond: [{ latencyMs: { p50: 'x', p99: 1 } }] },
        }),
      ],
      2,
      /load-over\.json: perSecond\.0\.latencyMs\.p50 must be a number or nothing/,
    ],
  ];
  for (const [title, folders, code, output] of runs) {
    test(`${code}: ${title}`, async () => {
      const reports = mkdtempSync(join(folder, 'reports-'));
      const ended = await call(['compare', ...folders], { REPORT_DIR: reports });
      assert.equal(ended.code, code, ended.stderr);
      if (code === 2) {
        assert.match(ended.stderr, output);
        assert.match(ended.stderr, /^[^\n]+\n$/);
      } else {
        assert.match(ended.stdout, output);
        assert.match(readFileSync(join(reports, 'compare.md'), 'utf8'), /^### . group_get: /);
      }
    });
  }
});
