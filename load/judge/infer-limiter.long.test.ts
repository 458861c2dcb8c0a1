import { test } from 'node:test';
import { expectMeasured, expectNamed, namedLimiters, pausingWorlds } from './infer-limiter-cases.ts';

for (const options of namedLimiters) {
  test(`${JSON.stringify(options)} is named, four times out of four`, () => {
    for (let seed = 1; seed < 5; seed += 1) expectNamed(options, seed);
  });
}

for (const [who, world] of Object.entries(pausingWorlds)) {
  test(`a small bucket is measured twice more, whoever stands still now and then: ${who}`, () => {
    for (let seed = 1; seed < 3; seed += 1) expectMeasured(world, seed);
  });
}
