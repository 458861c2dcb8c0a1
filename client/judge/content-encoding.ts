import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A body that could not be freed of its coding; the message is one sentence. */
export class ContentFault extends Error {
  override name = 'ContentFault';
  /** The bytes are not what the coding's name says; else the coding is beyond what the harness knows or is ready to unfold. */
  readonly broken: boolean;

  constructor(message: string, broken: boolean) {
    super(message);
    this.broken = broken;
  }
}

/** Each coding unfolds up to `maxBytes`, so that a long row of them would take long however short the result. */
const maxCodings = 4;

/**
 * Frees a body of its Content-Encoding (gzip, deflate, br, or several in turn).
 * @param maxBytes the most that may come out: a small body can unfold into a huge one
 * @throws ContentFault when the coding is unknown, broken, or unfolds too far
 */
export function decodeContent(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const codings = (encoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.length > maxCodings)
    throw new ContentFault(`the body has ${codings.length} codings, one in the other`, false);
  // The last coding named was applied last.
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
        // The standard means the zlib format; some servers send the bare one.
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
  throw new ContentFault(`the Content-Encoding ${coding.slice(0, 20)} is unknown`, false);
}
