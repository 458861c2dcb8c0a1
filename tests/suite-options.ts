/** What a user may set of a run of the suite; handed to Playwright's workers as one environment variable. */
export interface SuiteOptions {
  /** Highest rate of calls; the client keeps it under half the ceiling. */
  ratePerSecond?: number;
  /** As the client's; for targets of this repo that never answer. */
  answerTimeoutMs?: number;
  /** Requests that each generating check makes. */
  generatedRequests: number;
  /** Seed of the generated requests; the same seed makes the same ones. */
  seed: number;
  /** Checks of these clauses alone; empty for all. */
  clauses: string[];
}

const variable = 'CONTRACT_SUITE_OPTIONS';

/** What may be set, as properties of a JSON Schema. The suite stays under half of the calling frequency. */
export const suiteOptionSchemas = {
  ratePerSecond: {
    type: 'number',
    minimum: 1,
    maximum: 100,
    default: 90,
    description: 'calls per second at most',
  },
  generatedRequests: {
    type: 'integer',
    minimum: 0,
    maximum: 10_000,
    default: 20,
    description: 'requests that each generating check makes',
  },
  seed: { type: 'integer', minimum: 0, maximum: 0x7fff_ffff, description: 'of the generated requests' },
};

const defaultSuiteOptions = {
  ratePerSecond: suiteOptionSchemas.ratePerSecond.default,
  generatedRequests: suiteOptionSchemas.generatedRequests.default,
};

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
