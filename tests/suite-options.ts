/** Options of a run of the suite. */
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
  /** The suite makes no further call after this time. */
  timeLimitSeconds?: number;
  /** Absolute path of the record of calls that `createHar` made. */
  har?: string;
}

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

/** Bounds of the suite's time, in seconds, and the time that it may take unless the user says otherwise. */
export const suiteTimeLimit = { minimum: 1, maximum: 86_400, default: 15 * 60 };

const defaultSuiteOptions = {
  ratePerSecond: suiteOptionSchemas.ratePerSecond.default,
  generatedRequests: suiteOptionSchemas.generatedRequests.default,
};

/** What the harness's own command passes to the Playwright that it starts. */
export interface CommandRun {
  options: SuiteOptions;
  /** Whether the target is the embedded one; the variables that name it do not show that. */
  embedded: boolean;
  /** When the time limit is reached, in epoch milliseconds. */
  endsAtMs: number;
  /** A folder for what Playwright writes; the command removes it. */
  scratch: string;
}

const variable = 'CONTRACT_SUITE_RUN';

/** The variable by which Playwright's processes know that the harness's own command started them. */
export function commandRunToEnvironment(run: CommandRun): Record<string, string> {
  return { [variable]: JSON.stringify(run) };
}

/** @returns undefined when a user ran Playwright directly */
export function commandRunFromEnvironment(env: NodeJS.ProcessEnv): CommandRun | undefined {
  const given = env[variable];
  return given ? (JSON.parse(given) as CommandRun) : undefined;
}

/** Set for the workers of a Playwright that a user runs directly when the target is the embedded one. */
export const embeddedVariable = 'CONTRACT_EMBEDDED';

/**
 * The options of a worker when a user ran Playwright directly.
 * @param sharers number of processes that share the rate of calls
 */
export function directSuiteOptions(sharers: number): SuiteOptions {
  const { ratePerSecond, ...options } = defaultSuiteOptions;
  return { ...options, ratePerSecond: ratePerSecond / sharers, seed: newSeed(), clauses: [] };
}

export function newSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff);
}
