import { type Answer, referenceSteps, type Steps } from '../group-get.ts';
import type { LimiterOptions } from '../limiter.ts';

/** A reference target that breaks a clause under load, and the checks that must find it. */
export interface LoadMutant {
  name: string;
  /** The load profile that shows it. */
  profile: 'ceiling' | 'over';
  /** Load checks of which at least one must fail. */
  caughtBy: string[];
  /** Load checks that may fail besides; any other must not, as it would blame the wrong clause. */
  alsoFails?: string[];
  limiter?: LimiterOptions;
  /** Overrides of single steps. A function, so that each target counts its own calls. */
  steps?: () => Partial<Steps>;
}

const status =
  (code: number): Steps['refuse'] =>
  () => ({
    status: code,
    headers: { 'content-type': 'text/plain', 'retry-after': '1' },
    body: 'too many requests',
  });

/** Changes one result in every 150. */
function oneIn150<Arguments extends unknown[], Result>(
  usual: (...args: Arguments) => Result,
  other: (result: Result) => Result,
): (...args: Arguments) => Result {
  let calls = 0;
  return (...args) => {
    calls += 1;
    return calls % 150 === 75 ? other(usual(...args)) : usual(...args);
  };
}

const edited = (answer: Answer, from: string, to: string): Answer =>
  typeof answer === 'string' ? answer : { ...answer, body: String(answer.body).replace(from, to) };

export const loadMutants: readonly LoadMutant[] = [
  { name: 'no ceiling', profile: 'over', caughtBy: ['L3'], limiter: { kind: 'none' } },
  {
    name: 'a window of 180',
    profile: 'ceiling',
    caughtBy: ['L1'],
    limiter: { kind: 'fixed-window', ceilingPerSecond: 180 },
  },
  {
    name: 'a log of 180',
    profile: 'ceiling',
    caughtBy: ['L1'],
    limiter: { kind: 'sliding-window', ceilingPerSecond: 180 },
  },
  {
    name: 'a small bucket of 180',
    profile: 'ceiling',
    caughtBy: ['L1'],
    limiter: { kind: 'token-bucket', ceilingPerSecond: 180, burst: 20 },
  },
  {
    name: 'a large bucket of 180',
    profile: 'over',
    caughtBy: ['L3'],
    alsoFails: ['L4'],
    limiter: { kind: 'token-bucket', ceilingPerSecond: 180, burst: 200 },
  },
  {
    name: 'a window of 220',
    profile: 'over',
    caughtBy: ['L3'],
    limiter: { kind: 'fixed-window', ceilingPerSecond: 220 },
  },
  {
    name: 'a window of two seconds and 400',
    profile: 'over',
    caughtBy: ['L3'],
    limiter: { kind: 'fixed-window', windowMs: 2000 },
  },
  {
    name: 'a bucket of 220',
    profile: 'over',
    caughtBy: ['L3'],
    limiter: { kind: 'token-bucket', ceilingPerSecond: 220, burst: 20 },
  },
  { name: 'spacing at an even rate', profile: 'ceiling', caughtBy: ['L1'], limiter: { kind: 'spacing' } },
  {
    name: 'spacing in excess',
    profile: 'over',
    caughtBy: ['L3'],
    alsoFails: ['L4'],
    limiter: { kind: 'spacing' },
  },
  {
    name: 'a ceiling for each connection',
    profile: 'over',
    caughtBy: ['L3'],
    limiter: { kind: 'fixed-window', flaws: { perConnection: true } },
  },
  {
    name: 'a ceiling of 10 for each connection',
    profile: 'over',
    caughtBy: ['L3'],
    limiter: { kind: 'fixed-window', ceilingPerSecond: 10, flaws: { perConnection: true } },
  },
  {
    name: 'refused calls count',
    profile: 'over',
    caughtBy: ['L3'],
    limiter: { kind: 'sliding-window', flaws: { refusedCount: true } },
  },
  {
    name: 'refused calls put a bucket in debt',
    profile: 'over',
    caughtBy: ['L3'],
    alsoFails: ['L4'],
    limiter: { kind: 'token-bucket', flaws: { refusedCount: true } },
  },
  {
    name: 'locked out after excess',
    profile: 'over',
    caughtBy: ['L3', 'L4'],
    limiter: { kind: 'fixed-window', flaws: { lockOutMs: 5000 } },
  },
  {
    name: 'refuses with 429',
    profile: 'over',
    caughtBy: ['L2'],
    alsoFails: ['L5'],
    steps: () => ({ refuse: status(429) }),
  },
  {
    name: 'refuses with 503',
    profile: 'over',
    caughtBy: ['L2'],
    alsoFails: ['L5'],
    steps: () => ({ refuse: status(503) }),
  },
  {
    name: 'refuses with a reset',
    profile: 'over',
    caughtBy: ['L2'],
    alsoFails: ['L7'],
    steps: () => ({ refuse: () => 'reset' }),
  },
  {
    name: 'refuses with silence',
    profile: 'over',
    caughtBy: ['L2'],
    alsoFails: ['L6', 'L7'],
    steps: () => ({ refuse: () => 'silence' }),
  },
  {
    name: 'refuses with 30001',
    profile: 'over',
    caughtBy: ['L2'],
    alsoFails: ['L5'],
    steps: () => ({ refuse: (steps, call) => steps.respond(steps.failure(30001, call), call) }),
  },
  {
    name: 'refuses with an OK that holds nothing',
    profile: 'over',
    caughtBy: ['L2'],
    alsoFails: ['L5'],
    steps: () => ({
      refuse: (steps, call) =>
        steps.respond(steps.success([], 2, { From_Account: '', LastSequence: 0 }), call),
    }),
  },
  {
    name: 'one OK in 150 without CurrentSequence',
    profile: 'ceiling',
    caughtBy: ['L5'],
    steps: () => ({
      respond: oneIn150(referenceSteps.respond, (answer) =>
        edited(answer, '"CurrentSequence"', '"Sequence"'),
      ),
    }),
  },
  {
    name: 'one OK in 150 without a list',
    profile: 'ceiling',
    caughtBy: ['L5'],
    steps: () => ({ lists: oneIn150(referenceSteps.lists, (lists) => lists.slice(1)) }),
  },
  {
    name: 'one answer in 150 cut short',
    profile: 'ceiling',
    caughtBy: ['L5'],
    steps: () => ({
      respond: oneIn150(referenceSteps.respond, (answer) =>
        typeof answer === 'string' ? answer : { ...answer, body: String(answer.body).slice(0, -9) },
      ),
    }),
  },
  {
    name: 'one refusal in 150 with an empty ErrorInfo',
    profile: 'over',
    caughtBy: ['L5'],
    steps: () => ({ failure: oneIn150(referenceSteps.failure, (body) => ({ ...body, ErrorInfo: '' })) }),
  },
  {
    name: 'slow at the ceiling',
    profile: 'ceiling',
    caughtBy: ['L6'],
    steps: () => ({ delayMs: () => 700 }),
  },
];

/** Limiters that conform, each in its own way: no check may fail on any of them. */
export const conformingLimiters: readonly LimiterOptions[] = [
  { kind: 'fixed-window', phaseMs: 0 },
  { kind: 'fixed-window', phaseMs: 420 },
  { kind: 'fixed-window', phaseMs: 777 },
  { kind: 'fixed-window', windowMs: 250 },
  { kind: 'first-call-window' },
  { kind: 'sliding-window' },
  { kind: 'sliding-counter', phaseMs: 0 },
  { kind: 'sliding-counter', phaseMs: 510 },
  { kind: 'token-bucket', burst: 200 },
  { kind: 'token-bucket', burst: 20 },
  { kind: 'token-bucket', burst: 10 },
];
