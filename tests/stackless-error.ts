/** The error without its stack, for one whose message says all: Playwright would show the harness's source beside it. */
export function withoutStack(error: Error): Error {
  error.stack = error.message;
  return error;
}
