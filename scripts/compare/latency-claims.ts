import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../load/judge/replayed-run.ts';
import { compareLatency, falseAlarms } from './compare-latency.ts';

interface SimulatedRun {
  /** Seconds of the run. */
  count?: number;
  /** The level around which the seconds lie. */
  ms?: number;
  /** Standard deviation of the seconds' logarithms. */
  noise?: number;
  /** How much of its noise each second shares with the one before. */
  kept?: number;
}

/** The percentile of each second of a simulated run. */
function simulatedSeconds(
  random: () => number,
  { count = 10, ms = 10, noise = 0.08, kept = 0.3 }: SimulatedRun = {},
): number[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let state = normal();
  return Array.from({ length: count }, () => {
    state = kept * state + Math.sqrt(1 - kept ** 2) * normal();
    return ms * Math.exp(noise * state);
  });
}

/** The share of simulations of which `claim` holds; seeded, so that they are the same in every run of the tests. */
function shareOf(simulations: number, claim: (random: () => number) => boolean): number {
  let hits = 0;
  for (let seed = 1; seed <= simulations; seed += 1) hits += claim(seededRandom(seed)) ? 1 : 0;
  return hits / simulations;
}

/** Three standard deviations above the allowed share. */
function maxAlarms(simulations: number): number {
  return falseAlarms + 3 * Math.sqrt((falseAlarms * (1 - falseAlarms)) / simulations);
}

/**
 * Defines the tests of what a comparison of latencies claims: few false alarms, and changes that are found.
 * @param share of the simulations to make, from 0 to 1
 */
export function testLatencyClaims(share: number): void {
  const scaled = (simulations: number) => Math.ceil(share * simulations);

  for (const options of [
    { count: 10 },
    { count: 12, noise: 0.3 },
    { count: 60, kept: 0.6 },
    { count: 30, ms: 0.7, noise: 0.5 },
    { count: 10, ms: 900, noise: 0.02 },
  ]) {
    const simulations = scaled(options.count > 20 ? 150 : 600);
    test(`equal services are rarely told apart: ${JSON.stringify(options)}, ${simulations} simulations`, () => {
      const alarms = shareOf(simulations, (random) => {
        const earlier = simulatedSeconds(random, options);
        return compareLatency(earlier, simulatedSeconds(random, options), 1).judgement === 'slower';
      });
      assert.ok(alarms <= maxAlarms(simulations), `${alarms} of the comparisons`);
    });
  }

  test('a shift that is not relevant is rarely reported', () => {
    const simulations = scaled(400);
    const alarms = shareOf(simulations, (random) => {
      const later = simulatedSeconds(random, { ms: 10.5 });
      return compareLatency(simulatedSeconds(random), later, 1).judgement === 'slower';
    });
    assert.ok(alarms <= maxAlarms(simulations), `${alarms}`);
    const ofQuick = shareOf(scaled(100), (random) => {
      const later = simulatedSeconds(random, { ms: 1.5 });
      return compareLatency(simulatedSeconds(random, { ms: 1 }), later, 1).judgement === 'slower';
    });
    assert.equal(ofQuick, 0);
  });

  for (const factor of [1.3, 1 / 1.3]) {
    // Ten seconds find it in about two of three comparisons; a baseline needs longer runs.
    for (const count of [30, 60]) {
      test(`a service ${factor.toFixed(2)} times as slow is found in runs of ${count} s, with its direction`, () => {
        const found = shareOf(scaled(100), (random) => {
          const later = simulatedSeconds(random, { count, ms: 20 * factor });
          const { judgement } = compareLatency(simulatedSeconds(random, { count, ms: 20 }), later, 4);
          return judgement === (factor > 1 ? 'slower' : 'faster');
        });
        assert.ok(found >= 0.9, `${found}`);
      });
    }
  }

  test('what both runs do alike, such as warming up or a harder stage, hides no change', () => {
    const found = shareOf(scaled(50), (random) => {
      const pattern = (values: number[]) =>
        values.map((ms, second) => ms * (second < 20 ? 1.3 - second / 100 : 1));
      const later = pattern(simulatedSeconds(random, { count: 30, ms: 30 }));
      const earlier = pattern(simulatedSeconds(random, { count: 30, ms: 20 }));
      return compareLatency(earlier, later, 4).judgement === 'slower';
    });
    assert.ok(found >= 0.9, `${found}`);
  });
}
