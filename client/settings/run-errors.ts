import { visible } from '../call/untrusted-text.ts';

/** Errors that end a run before it has a verdict. A command shows their message as one line and maps them to its exit code. */

/** An error whose message is one line that a terminal may get: it can quote options, files and the target. */
class OneLineError extends Error {
  constructor(message: string) {
    super(visible(message).replaceAll('\n', '\\n').replaceAll('\t', '\\t'));
  }
}

/** The user's call, settings or files are wrong; the message says what and how to mend it. Exit code 2. */
export class UsageError extends OneLineError {
  override name = 'UsageError';
}

/** Nothing can be judged (the target is out of reach, say); the message says why. Exit code 3. */
export class Inconclusive extends OneLineError {
  override name = 'Inconclusive';
}
