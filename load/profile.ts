import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { UsageError } from '../target/usage-error.ts';
import type { PercentileName } from './latency.ts';
import { createSchedule, peakRate, type Stage } from './schedule.ts';

/** The checks of a load run, by the clauses they judge. */
export type LoadCheckId = 'L1' | 'L2' | 'L3' | 'L4' | 'L5' | 'L6' | 'L7' | 'L8';

export type ProfileStage = Stage & {
  /** Takes what --duration gives and what --rate scales. */
  main?: boolean;
  /** What --duration leaves it at least, as far as there is enough. */
  minSeconds?: number;
};

/** How the capacity search goes: from `startRatePerSecond` up by `growth` until it fails, then between the two. */
export interface CapacitySearch {
  startRatePerSecond: number;
  maxRatePerSecond: number;
  growth: number;
  stepSeconds: number;
  /** Ends when the lowest failing rate is within this share of the highest sustained one. */
  precision: number;
}

export interface Profile {
  name: string;
  description: string;
  /** Empty for a profile that searches. */
  stages: ProfileStage[];
  search?: CapacitySearch;
  ceilingPerSecond: number;
  enforcement: 'required' | 'optional';
  connections: { initial: number; max: number };
  /** Threads that share the sending. */
  threads: number;
  callTimeoutMs: number;
  /** No load is sent for so long after the baseline pull, so that earlier calls are out of every window. */
  quietSeconds: number;
  tolerances: {
    /** Beyond these the harness itself was late, and what depends on time is not judged. */
    sendLagP99Ms: number;
    sendLagMaxMs: number;
    /** Share above the ceiling that L3 lets pass. */
    admittedAboveCeiling: number;
  };
  /** L6, in ms from the moment a call was due. */
  thresholdsMs: Partial<Record<PercentileName | 'max', number>>;
  /** What must have been judged for the run to pass. */
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
    ceilingPerSecond: { type: 'integer', minimum: 1, maximum: 100_000, default: 200 },
    enforcement: { enum: ['required', 'optional'], default: 'required' },
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
        sendLagP99Ms: { type: 'number', exclusiveMinimum: 0, default: 20 },
        sendLagMaxMs: { type: 'number', exclusiveMinimum: 0, default: 50 },
        admittedAboveCeiling: { type: 'number', minimum: 0, maximum: 1, default: 0.05 },
      },
      additionalProperties: false,
    },
    thresholdsMs: {
      type: 'object',
      default: {},
      properties: Object.fromEntries(
        ['p50', 'p90', 'p99', 'p999', 'p9999', 'max'].map((name) => [
          name,
          { type: 'number', exclusiveMinimum: 0 },
        ]),
      ),
      additionalProperties: false,
    },
    judges: {
      type: 'array',
      default: ['L5', 'L7'],
      items: { enum: ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L8'] },
      uniqueItems: true,
    },
  },
  additionalProperties: false,
};

const validate = new Ajv({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  useDefaults: true,
  discriminator: true,
}).compile<Profile>(schema);

const profilesFolder = `${import.meta.dirname}/profiles`;

export function profileNames(): string[] {
  return readdirSync(profilesFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Reads a profile by its name, or from a file when it ends in .yaml or .yml.
 * @throws UsageError with the place and what is expected there
 */
export function readProfile(nameOrPath: string): Profile {
  const isPath = /\.ya?ml$/i.test(nameOrPath);
  const names = profileNames();
  if (!isPath && !names.includes(nameOrPath)) {
    throw new UsageError(
      `there is no profile '${nameOrPath.slice(0, 60)}'; choose one of ${names.join(', ')}, or give a .yaml file`,
    );
  }
  const path = isPath ? nameOrPath : `${profilesFolder}/${nameOrPath}.yaml`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read the profile ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
  return parseProfile(text, path);
}

/** Parses a profile; `file` is for messages. @throws UsageError as readProfile does */
export function parseProfile(text: string, file: string): Profile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const refuse = (offset: number, problem: string): never => {
    const { line, col } = lines.linePos(offset);
    throw new UsageError(`${file}:${line}:${col}: ${problem}`);
  };
  const [error] = document.errors;
  if (error) refuse(error.pos[0], error.message.split('\n')[0] ?? 'no YAML');

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (problem) {
    refuse(0, (problem as Error).message.split('\n')[0] ?? 'no YAML');
  }
  if (!validate(value)) {
    const [finding] = validate.errors ?? [];
    const path = (finding?.instancePath ?? '').split('/').slice(1);
    const extra =
      finding?.keyword === 'additionalProperties' ? ` '${finding.params.additionalProperty}'` : '';
    const allowed = finding?.keyword === 'enum' ? `: ${finding.params.allowedValues.join(', ')}` : '';
    const kinds = finding?.keyword === 'discriminator' ? ': constant, ramp, step, burst, pause' : '';
    return refuse(
      offsetOf(document.contents, path),
      `${path.join('.') || 'the profile'} ${finding?.message ?? 'is wrong'}${extra}${allowed}${kinds}`,
    );
  }
  if (value.search === undefined && createSchedule(value.stages).calls === 0) {
    return refuse(0, 'the profile makes no call; give it stages, or a search');
  }
  if (value.search !== undefined && value.stages.length > 0) {
    return refuse(0, 'a profile has stages or a search, not both');
  }
  return value;
}

function offsetOf(root: unknown, path: readonly string[]): number {
  let node = root;
  for (const step of path) {
    let child: unknown;
    if (isMap(node)) child = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)?.value;
    else if (isSeq(node)) child = node.items[Number(step)];
    if (child === undefined || child === null) break;
    node = child;
  }
  return (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0;
}

export interface Overrides {
  durationSeconds?: number;
  ratePerSecond?: number;
  connections?: number;
  threads?: number;
}

/** A profile with another length, rate or number of connections. @throws UsageError where it has no main stage to change */
export function withOverrides(profile: Profile, overrides: Overrides): Profile {
  const { durationSeconds, ratePerSecond, connections, threads = profile.threads } = overrides;
  let { stages, search } = profile;
  const noMain = (option: string) =>
    new UsageError(`profile ${profile.name} has no main stage that ${option} could change; leave it off`);
  if (ratePerSecond !== undefined) {
    const peak = Math.max(...stages.filter(({ main }) => main).map(peakRate));
    if (search) search = { ...search, startRatePerSecond: ratePerSecond };
    else if (!(peak > 0 && Number.isFinite(peak))) throw noMain('--rate');
    stages = stages.map((each) => (each.main ? scaled(each, ratePerSecond / peak) : each));
  }
  if (durationSeconds !== undefined) {
    if (search) search = { ...search, stepSeconds: durationSeconds };
    else if (!stages.some(({ main }) => main)) throw noMain('--duration');
    else stages = stretched(stages, durationSeconds);
  }
  const size =
    connections === undefined
      ? profile.connections
      : { initial: connections, max: Math.max(connections, profile.connections.max) };
  return { ...profile, stages, ...(search ? { search } : {}), connections: size, threads };
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
 * Shares a length among the stages: in proportion, but no stage gets less than its minSeconds while there is enough, the
 * earlier stages' first.
 */
function stretched(stages: ProfileStage[], totalSeconds: number): ProfileStage[] {
  let leftSeconds = totalSeconds;
  return stages
    .map((stage, index) => {
      const later = stages.slice(index + 1);
      const own = stage.durationSeconds;
      const share = (leftSeconds * own) / (own + sum(later.map((each) => each.durationSeconds)));
      const reserved = sum(later.map(({ minSeconds = 0 }) => minSeconds));
      const most = Math.max(leftSeconds - reserved, Math.min(leftSeconds, stage.minSeconds ?? 0));
      const durationSeconds =
        index === stages.length - 1 ? leftSeconds : Math.min(most, Math.max(share, stage.minSeconds ?? 0));
      leftSeconds -= durationSeconds;
      return { ...stage, durationSeconds };
    })
    .filter(({ durationSeconds }) => durationSeconds > 1e-9);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
