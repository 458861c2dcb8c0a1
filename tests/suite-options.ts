/** What a user may set of a run of the suite; handed to Playwright's workers as one environment variable. */
export interface SuiteOptions {
  /** Highest rate of calls; the client keeps it under half the ceiling. */
  ratePerSecond?: number;
  /** Requests that each generating check makes. */
  generatedRequests: number;
  /** Seed of the generated requests; the same seed makes the same ones. */
  seed: number;
  /** Checks of these clauses alone; empty for all. */
  clauses: string[];
}

const variable = 'CONTRACT_SUITE_OPTIONS';

export const defaultSuiteOptions = { ratePerSecond: 90, generatedRequests: 20 };

export function suiteOptionsToEnvironment(options: SuiteOptions): Record<string, string> {
  return { [variable]: JSON.stringify(options) };
}

export function suiteOptionsFromEnvironment(env: NodeJS.ProcessEnv): SuiteOptions {
  const given = env[variable];
  if (given) return JSON.parse(given) as SuiteOptions;
  return { ...defaultSuiteOptions, seed: newSeed(), clauses: [] };
}

export function newSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}
