import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { suiteOptionsFromEnvironment } from './suite-options.ts';

const { clauses } = suiteOptionsFromEnvironment(process.env);

export default defineConfig({
  testDir: '.',
  testMatch: 'contract.spec.ts',
  // One call after the other, at the client's pace, as others may use the target.
  workers: 1,
  fullyParallel: false,
  // The client bounds every call, and a slow target is no breach. This bounds the whole run.
  timeout: 0,
  globalTimeout: 15 * 60_000,
  reporter: [['./playwright-reporter.ts']],
  // Nothing reads what Playwright writes here, and runs side by side must not share a folder.
  outputDir: process.env.CONTRACT_SCRATCH ?? mkdtempSync(join(tmpdir(), 'contract-')),
  preserveOutput: 'never',
  use: { trace: 'off' },
  ...(clauses.length > 0 && { grep: new RegExp(`@(${clauses.join('|')})(?!\\w)`) }),
});
