/** The call is wrong: one line says what and how to mend it; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Nothing can be judged (the target is unreachable, say); exit code 3. */
export class Inconclusive extends Error {
  override name = 'Inconclusive';
}
