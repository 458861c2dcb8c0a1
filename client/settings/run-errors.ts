/** Errors that end a run before it has a verdict. A command shows their message as one line and maps them to its exit code. */

/** The user's call, settings or files are wrong; the message says what and how to mend it. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Nothing can be judged (the target is out of reach, say); the message says why. Exit code 3. */
export class Inconclusive extends Error {
  override name = 'Inconclusive';
}
