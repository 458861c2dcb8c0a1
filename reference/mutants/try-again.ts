import type { Steps } from '../group-get.ts';
import { type Mutant, yes } from './mutant.ts';

/** Answers some calls with a code that says "try again", however often they are repeated. */
function persistWith(code: number, when: (body: string) => boolean): () => Partial<Steps> {
  return () => ({ falter: (call) => (when(call.body) ? code : undefined) });
}

/** Mutants that answer "try again" without end (F6). */
export const tryAgainMutants: readonly Mutant[] = [
  {
    name: 'a persistent internal error when names are given',
    breaches: 'F6',
    steps: persistWith(30006, (text) => text.includes('"GroupName":["')),
  },
  {
    name: 'a persistent network time-out when users are pulled by name',
    breaches: 'F6',
    steps: persistWith(30007, (text) => text.includes(yes) && text.includes('"GroupName":["')),
  },
];
