import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { commandRunFromEnvironment } from './suite-options.ts';

const command = commandRunFromEnvironment(process.env);

/** Far beyond the time limit, which the suite itself keeps. */
const graceMs = 10_000;

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: 'contract.spec.ts',
  // One call after the other, at the client's pace, as others may use the target. With more workers they share the pace.
  workers: 1,
  // The client bounds every call, and a slow target is no breach.
  timeout: 0,
  use: { trace: 'off' },
  ...(command ? forCommand(command) : forUser()),
});

/** The harness's own command runs the suite: it has its own reporter, and nothing reads what Playwright writes. */
function forCommand({ options: { clauses }, endsAtMs, scratch }: NonNullable<typeof command>) {
  return {
    reporter: [[join(import.meta.dirname, 'playwright-reporter.ts')] as const],
    fullyParallel: false,
    globalTimeout: Math.max(0, endsAtMs - Date.now()) + graceMs,
    // Runs side by side must not share a folder.
    outputDir: scratch,
    preserveOutput: 'never' as const,
    ...(clauses.length > 0 && { grep: new RegExp(`@(${clauses.join('|')})(?!\\w)`) }),
  };
}

/** A user runs Playwright directly, with Playwright's own options. */
function forUser() {
  return {
    globalSetup: join(import.meta.dirname, 'playwright-setup.ts'),
    // Tests of one file run in several workers and shards.
    fullyParallel: true,
    outputDir: join(import.meta.dirname, '..', 'test-results'),
  };
}
