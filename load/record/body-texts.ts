/** Texts of distinct bodies, in memory that the threads of a run share. Each sender writes to its own part. */
export interface BodyTexts {
  bytes: Uint8Array;
  /** In bytes; one entry per text. */
  lengths: Int32Array;
}

/** Bounds on what a target can put into a record: distinct bodies for each sender, and bytes of each. */
export const maxBodies = 64;
export const maxTextBytes = 4096;

export function emptyTexts(senders: number): BodyTexts {
  return {
    bytes: new Uint8Array(new SharedArrayBuffer(senders * maxBodies * maxTextBytes)),
    lengths: new Int32Array(new SharedArrayBuffer(4 * senders * maxBodies)),
  };
}

/**
 * Keeps a text, cut to `maxTextBytes`.
 * @param index of the text among those of its sender, below `maxBodies`
 * @returns the number of the body, from 1
 */
export function writeBodyText(
  { bytes, lengths }: BodyTexts,
  sender: number,
  index: number,
  text: string,
): number {
  const place = sender * maxBodies + index;
  const at = place * maxTextBytes;
  // encodeInto takes no shared memory; it ends before a character that does not fit whole.
  const own = new Uint8Array(maxTextBytes);
  const { written } = new TextEncoder().encodeInto(text, own);
  bytes.set(own.subarray(0, written), at);
  lengths[place] = written;
  return place + 1;
}

/** @param body number of a body, from 1 */
export function readBodyText({ bytes, lengths }: BodyTexts, body: number): string {
  const at = (body - 1) * maxTextBytes;
  return Buffer.from(bytes.slice(at, at + (lengths[body - 1] ?? 0))).toString('utf8');
}
