/** Where a command writes: a process's own streams, or a test's. */
export interface OutputStream {
  write(text: string): unknown;
  /** Lines may be redrawn and coloured. */
  isTTY?: boolean;
  /** Width of the terminal, in characters. */
  columns?: number;
}

/** The streams of one call of a command. Results go to stdout; progress and errors go to stderr. */
export interface Io {
  stdout: OutputStream;
  stderr: OutputStream;
}
