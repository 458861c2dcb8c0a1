import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/**
 * Frees a body of its Content-Encoding (gzip, deflate, br, or several in turn).
 * @param maxBytes the most that may come out: a small body can unfold into a huge one
 * @throws Error with one sentence when the coding is unknown, broken, or unfolds too far
 */
export function decodeContent(body: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  const codings = (encoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
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
    throw new Error(
      tooLarge
        ? `the ${coding} body unfolds to more than ${maxOutputLength} bytes`
        : `the ${coding} body is broken`,
    );
  }
  throw new Error(`the Content-Encoding ${coding.slice(0, 20)} is unknown`);
}
