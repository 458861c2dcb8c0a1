import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyHistogram } from './latency.ts';

test('percentiles are those of the values, within a thousandth', () => {
  const histogram = new LatencyHistogram();
  for (let ms = 1; ms <= 1000; ms += 1) histogram.record(ms / 10);
  const { count, p50, p90, p99, max } = histogram.summary();
  assert.equal(count, 1000);
  for (const [seen, expected] of [
    [p50, 50],
    [p90, 90],
    [p99, 99],
    [max, 100],
  ]) {
    assert.ok(Math.abs((seen as number) - (expected as number)) / (expected as number) < 0.001, `${seen}`);
  }
});

test('a percentile with too few values above it is null', () => {
  const histogram = new LatencyHistogram();
  for (let n = 0; n < 199; n += 1) histogram.record(1);
  assert.equal(histogram.percentileMs('p99'), null);
  histogram.record(1);
  assert.equal(histogram.percentileMs('p99'), 1);
  assert.equal(histogram.percentileMs('p999'), null);
});

test('no values give nulls; hours fit; a clock that steps back counts as no time', () => {
  const histogram = new LatencyHistogram();
  assert.deepEqual(histogram.summary(), {
    count: 0,
    p50: null,
    p90: null,
    p99: null,
    p999: null,
    p9999: null,
    max: null,
  });
  histogram.record(7_200_000);
  histogram.record(-1);
  assert.ok(Math.abs((histogram.maxMs as number) - 7_200_000) < 7200);
});

test('a histogram survives being written and read', () => {
  const histogram = new LatencyHistogram();
  for (const ms of [0.2, 0.2, 3, 480, 480, 480]) histogram.record(ms);
  const read = LatencyHistogram.decoded(histogram.encoded());
  assert.deepEqual(read.values(), histogram.values());
  assert.deepEqual(
    read.values().map(({ count }) => count),
    [2, 1, 3],
  );
  assert.equal(read.summary().p50, histogram.summary().p50);
});
