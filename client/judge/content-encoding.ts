import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { quotedUnlessPlain } from '../call/untrusted-text.ts';

/** A body that could not be decoded; the message is one sentence. */
export class ContentFault extends Error {
  override name = 'ContentFault';
  /** Whether the bytes are not in the named coding. False: the harness does not know the coding, or the result exceeds its bound. */
  readonly broken: boolean;

  constructor(message: string, broken: boolean) {
    super(message);
    this.broken = broken;
  }
}

/** Each coding may decode to `maxBytes`, so a long chain of codings takes long even where its result is short. */
const maxCodings = 4;

/**
 * Decodes a body by its Content-Encoding (gzip, deflate, br, or several in turn).
 * @param maxBytes maximum decoded length: a small body can decode to a huge one
 * @throws ContentFault when the coding is unknown or broken, or the result too long
 */
export function decodeContent(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const codings = (encoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.length > maxCodings)
    throw new ContentFault(`the body has ${codings.length} codings, one in the other`, false);
  // The coding named last was applied last.
  return codings.reverse().reduce((content, coding) => decodeOne(content, coding, maxBytes), body);
}

function decodeOne(body: Buffer, coding: string, maxOutputLength: number): Buffer {
  try {
    switch (coding) {
      case '':
      case 'identity':
        return body;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, { maxOutputLength });
      case 'br':
        return brotliDecompressSync(body, { maxOutputLength });
      case 'deflate':
        // The standard means the zlib format; some servers send the raw format.
        return ((body[0] ?? 0) & 0x0f) === 8
          ? inflateSync(body, { maxOutputLength })
          : inflateRawSync(body, { maxOutputLength });
    }
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new ContentFault(
      tooLarge
        ? `the ${coding} body unfolds to more than ${maxOutputLength} bytes`
        : `the ${coding} body is broken`,
      !tooLarge,
    );
  }
  throw new ContentFault(`the Content-Encoding ${quotedUnlessPlain(coding)} is unknown`, false);
}
