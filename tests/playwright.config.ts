import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { suiteOptionsFromEnvironment } from './suite-options.ts';

const { clauses } = suiteOptionsFromEnvironment(process.env);

export default defineConfig({
  testDir: '.',
  testMatch: 'contract.spec.ts',
  // One call after the other, at the client's pace: the suite is a guest on the target.
  workers: 1,
  fullyParallel: false,
  // The client bounds every call; a slow target is no fault. The whole run is bounded here.
  timeout: 0,
  globalTimeout: 15 * 60_000,
  reporter: [['./playwright-reporter.ts']],
  // Nothing that Playwright writes is wanted, and runs side by side must not share a folder.
  outputDir: process.env.CONTRACT_SCRATCH ?? mkdtempSync(join(tmpdir(), 'contract-')),
  preserveOutput: 'never',
  use: { trace: 'off' },
  ...(clauses.length > 0 && { grep: new RegExp(`@(${clauses.join('|')})(?!\\w)`) }),
});
