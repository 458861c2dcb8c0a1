/** Options of a run of the suite. Playwright's workers get them in one environment variable. */
export interface SuiteOptions {
  /** Maximum rate of calls; the client bounds it to half the ceiling. */
  ratePerSecond?: number;
  /** As in ClientOptions; for targets of this repo that never answer. */
  answerTimeoutMs?: number;
  /** Number of requests that each generating check makes. */
  generatedRequests: number;
  /** Seed of the generated requests. */
  seed: number;
  /** Clauses whose checks run; empty for all. */
  clauses: string[];
}

const variable = 'CONTRACT_SUITE_OPTIONS';

/** The options that users set, as properties of a JSON Schema. The suite stays under half of the calling frequency. */
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
