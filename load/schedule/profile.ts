import { readdirSync } from 'node:fs';
import { UsageError } from '../../client/settings/run-errors.ts';
import { type YamlFile, yamlFormat } from '../../client/settings/yaml-file.ts';
import { callingFrequency, clauseIdsOf } from '../../spec/generated/contract.ts';
import type { PercentileName } from '../latency.ts';
import { createSchedule, peakRate, type Stage } from './schedule.ts';

/** The clauses that a load run judges. */
export type LoadCheckId = (typeof clauseIdsOf.load)[number];

export type ProfileStage = Stage & {
  /** --duration and --rate change this stage. */
  main?: boolean;
  /** The shortest length that --duration gives the stage, while the whole is long enough. */
  minSeconds?: number;
};

/** A capacity search: from `startRatePerSecond` up by the factor `growth` until a rate fails, then between the two. */
export interface CapacitySearch {
  startRatePerSecond: number;
  maxRatePerSecond: number;
  growth: number;
  stepSeconds: number;
  /** The search ends when the lowest failing rate is within this share of the highest sustained one. */
  precision: number;
}

/** A load, and how it is judged. */
export interface Profile {
  name: string;
  description: string;
  /** Empty in a profile with a search. */
  stages: ProfileStage[];
  search?: CapacitySearch;
  ceilingPerSecond: number;
  enforcement: 'required' | 'optional';
  connections: { initial: number; max: number };
  /** How many threads share the sending. */
  threads: number;
  callTimeoutMs: number;
  /** The pause between the baseline pull and the load, which takes earlier calls out of every window. */
  quietSeconds: number;
  tolerances: {
    /** Beyond these the harness was late, and checks that depend on timing are inconclusive. */
    sendLagP99Ms: number;
    sendLagMaxMs: number;
    /** The share above the ceiling that L3 tolerates. */
    admittedAboveCeiling: number;
  };
  /** L6, in ms from the moment a call was due. */
  thresholdsMs: Partial<Record<PercentileName | 'max', number>>;
  /** The checks that must have been exercised for the run to pass. */
  judges: LoadCheckId[];
}

const rate = { type: 'number', exclusiveMinimum: 0, maximum: 100_000 };
const seconds = { type: 'number', exclusiveMinimum: 0, maximum: 86_400 };
const common = {
  name: { type: 'string', maxLength: 60 },
  durationSeconds: seconds,
  main: { type: 'boolean' },
  minSeconds: seconds,
};
const stage = (kind: string, own: Record<string, object>) => ({
  required: ['durationSeconds', ...Object.keys(own)],
  properties: { kind: { const: kind }, ...common, ...own },
  additionalProperties: false,
});

const enforcement = { enum: ['required', 'optional'] };
const tolerances = {
  sendLagP99Ms: { type: 'number', exclusiveMinimum: 0 },
  sendLagMaxMs: { type: 'number', exclusiveMinimum: 0 },
  admittedAboveCeiling: { type: 'number', minimum: 0, maximum: 1 },
};
const thresholdsMs = {
  type: 'object',
  properties: Object.fromEntries(
    ['p50', 'p90', 'p99', 'p999', 'p9999', 'max'].map((name) => [
      name,
      { type: 'number', exclusiveMinimum: 0 },
    ]),
  ),
  additionalProperties: false,
};

/** Properties of a JSON Schema for `Overrides` without threads, for files that name a profile. */
export const overrideSchemas = {
  durationSeconds: { ...seconds, description: 'length of the whole load; of each step of a search' },
  ratePerSecond: { ...rate, description: "of the profile's main stage; the first one of a search" },
  connections: {
    type: 'integer',
    minimum: 1,
    maximum: 2000,
    description: 'open from the start',
  },
  thresholdsMs: { ...thresholdsMs, description: 'L6, from the moment a call was due' },
  tolerances: {
    type: 'object',
    properties: tolerances,
    additionalProperties: false,
    description:
      'how late the harness may be before it does not judge, and the share above the ceiling that L3 lets pass',
  },
  enforcement: { ...enforcement, description: 'whether a target without a ceiling fails (L3)' },
};

const schema = {
  type: 'object',
  required: ['name', 'description'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9-]{0,40}$' },
    description: { type: 'string' },
    stages: {
      type: 'array',
      default: [],
      maxItems: 200,
      items: {
        type: 'object',
        required: ['kind'],
        discriminator: { propertyName: 'kind' },
        oneOf: [
          stage('constant', { ratePerSecond: rate }),
          stage('ramp', { fromRatePerSecond: rate, ratePerSecond: rate }),
          stage('step', {
            fromRatePerSecond: rate,
            ratePerSecond: rate,
            steps: { type: 'integer', minimum: 2, maximum: 100 },
          }),
          stage('burst', { calls: { type: 'integer', minimum: 1, maximum: 2000 } }),
          stage('pause', {}),
        ],
      },
    },
    search: {
      type: 'object',
      required: ['startRatePerSecond', 'maxRatePerSecond', 'growth', 'stepSeconds', 'precision'],
      properties: {
        startRatePerSecond: rate,
        maxRatePerSecond: rate,
        growth: { type: 'number', minimum: 1.05, maximum: 10 },
        stepSeconds: seconds,
        precision: { type: 'number', minimum: 0.01, maximum: 1 },
      },
      additionalProperties: false,
    },
    ceilingPerSecond: {
      type: 'integer',
      minimum: 1,
      maximum: 100_000,
      default: callingFrequency.callsPerSecond,
    },
    enforcement: { ...enforcement, default: 'required' },
    connections: {
      type: 'object',
      default: {},
      properties: {
        initial: { type: 'integer', minimum: 1, maximum: 2000, default: 20 },
        max: { type: 'integer', minimum: 1, maximum: 5000, default: 1000 },
      },
      additionalProperties: false,
    },
    threads: { type: 'integer', minimum: 1, maximum: 16, default: 1 },
    callTimeoutMs: { type: 'integer', minimum: 100, maximum: 60_000, default: 4000 },
    quietSeconds: { type: 'number', minimum: 0, maximum: 60, default: 2 },
    tolerances: {
      type: 'object',
      default: {},
      properties: {
        sendLagP99Ms: { ...tolerances.sendLagP99Ms, default: 20 },
        sendLagMaxMs: { ...tolerances.sendLagMaxMs, default: 50 },
        admittedAboveCeiling: { ...tolerances.admittedAboveCeiling, default: 0.05 },
      },
      additionalProperties: false,
    },
    thresholdsMs: { ...thresholdsMs, default: {} },
    judges: {
      type: 'array',
      default: ['L5', 'L7'],
      items: { enum: [...clauseIdsOf.load] },
      uniqueItems: true,
    },
  },
  additionalProperties: false,
};

const format = yamlFormat<Profile>({ name: 'the profile', schema });

const profilesFolder = `${import.meta.dirname}/../profiles`;

export function profileNames(): string[] {
  return readdirSync(profilesFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Reads a profile by its name, or from a file when the name ends in .yaml or .yml.
 * @throws UsageError with line, column and what is expected there
 */
export function readProfile(nameOrPath: string): Profile {
  const isPath = /\.ya?ml$/i.test(nameOrPath);
  const names = profileNames();
  if (!isPath && !names.includes(nameOrPath)) {
    throw new UsageError(
      `there is no profile '${nameOrPath.slice(0, 60)}'; choose one of ${names.join(', ')}, or give a .yaml file`,
    );
  }
  return checked(format.read(isPath ? nameOrPath : `${profilesFolder}/${nameOrPath}.yaml`));
}

/** Parses a profile; `file` is for messages. @throws UsageError as readProfile does */
export function parseProfile(text: string, file: string): Profile {
  return checked(format.parse(text, file));
}

/** Checks what the schema cannot express. */
function checked({ value, refuse }: YamlFile<Profile>): Profile {
  if (value.search === undefined && createSchedule(value.stages).calls === 0) {
    return refuse([], 'the profile makes no call; give it stages, or a search');
  }
  if (value.search !== undefined && value.stages.length > 0) {
    return refuse([], 'a profile has stages or a search, not both');
  }
  return value;
}

/** Values of a profile that a caller may change. */
export interface Overrides {
  durationSeconds?: number;
  ratePerSecond?: number;
  connections?: number;
  threads?: number;
  thresholdsMs?: Profile['thresholdsMs'];
  tolerances?: Partial<Profile['tolerances']>;
  enforcement?: Profile['enforcement'];
}

/** A profile with some values changed. @throws UsageError where it has no main stage to change */
export function withOverrides(profile: Profile, overrides: Overrides): Profile {
  const { durationSeconds, ratePerSecond, connections } = overrides;
  let { stages, search } = profile;
  const noMain = (what: string) =>
    new UsageError(`profile ${profile.name} has no main stage whose ${what} could be changed; leave it off`);
  if (ratePerSecond !== undefined) {
    const peak = Math.max(...stages.filter(({ main }) => main).map(peakRate));
    if (search) search = { ...search, startRatePerSecond: ratePerSecond };
    else if (!(peak > 0 && Number.isFinite(peak))) throw noMain('rate');
    stages = stages.map((each) => (each.main ? scaled(each, ratePerSecond / peak) : each));
  }
  if (durationSeconds !== undefined) {
    if (search) search = { ...search, stepSeconds: durationSeconds };
    else if (!stages.some(({ main }) => main)) throw noMain('duration');
    else stages = stretched(stages, durationSeconds);
  }
  return {
    ...profile,
    stages,
    ...(search && { search }),
    connections:
      connections === undefined
        ? profile.connections
        : { initial: connections, max: Math.max(connections, profile.connections.max) },
    threads: overrides.threads ?? profile.threads,
    thresholdsMs: { ...profile.thresholdsMs, ...overrides.thresholdsMs },
    tolerances: { ...profile.tolerances, ...overrides.tolerances },
    enforcement: overrides.enforcement ?? profile.enforcement,
  };
}

/** The values that a profile has where it can be changed: as overrides they change nothing. */
export function overridableValues(profile: Profile): Overrides {
  const { stages, search, connections, thresholdsMs, tolerances, enforcement } = profile;
  const main = stages.filter(({ main }) => main);
  const peak = Math.max(...main.map(peakRate));
  return {
    ...(main.length > 0 && { durationSeconds: sum(stages.map(({ durationSeconds }) => durationSeconds)) }),
    ...(peak > 0 && Number.isFinite(peak) && { ratePerSecond: peak }),
    ...(search && { durationSeconds: search.stepSeconds, ratePerSecond: search.startRatePerSecond }),
    connections: connections.initial,
    thresholdsMs,
    tolerances,
    enforcement,
  };
}

function scaled(stage: ProfileStage, factor: number): ProfileStage {
  switch (stage.kind) {
    case 'constant':
      return { ...stage, ratePerSecond: stage.ratePerSecond * factor };
    case 'ramp':
    case 'step':
      return {
        ...stage,
        fromRatePerSecond: stage.fromRatePerSecond * factor,
        ratePerSecond: stage.ratePerSecond * factor,
      };
    default:
      return stage;
  }
}

/**
 * Divides a length among the stages: in proportion, but no stage gets less than its `minSeconds` while there is enough.
 * Earlier stages come first.
 */
function stretched(stages: ProfileStage[], totalSeconds: number): ProfileStage[] {
  let leftSeconds = totalSeconds;
  return stages
    .map((stage, index) => {
      const later = stages.slice(index + 1);
      const own = stage.durationSeconds;
      const share = (leftSeconds * own) / (own + sum(later.map((each) => each.durationSeconds)));
      const reserved = sum(later.map(({ minSeconds = 0 }) => minSeconds));
      const maxSeconds = Math.max(leftSeconds - reserved, Math.min(leftSeconds, stage.minSeconds ?? 0));
      const durationSeconds =
        index === stages.length - 1
          ? leftSeconds
          : Math.min(maxSeconds, Math.max(share, stage.minSeconds ?? 0));
      leftSeconds -= durationSeconds;
      return { ...stage, durationSeconds };
    })
    .filter(({ durationSeconds }) => durationSeconds > 1e-9);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
