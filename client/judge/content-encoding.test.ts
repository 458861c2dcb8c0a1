import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeContent } from './content-encoding.ts';

const text = Buffer.from('{"ActionStatus":"OK"}'.repeat(50));

const decoded: [encoding: string | undefined, body: Buffer][] = [
  [undefined, text],
  ['', text],
  ['identity', text],
  ['gzip', gzipSync(text)],
  ['X-GZIP', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['br', brotliCompressSync(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
];

for (const [encoding, body] of decoded) {
  test(`${encoding} gives back what went in`, () =>
    assert.deepEqual(decodeContent(body, encoding, text.length), text));
}

const refused: [title: string, encoding: string, body: Buffer, message: RegExp][] = [
  ['an unknown coding', 'zstd', text, /zstd is unknown/],
  ['a broken body', 'gzip', text, /gzip body is broken/],
  ['a cut body', 'gzip', gzipSync(text).subarray(0, 20), /gzip body is broken/],
  ['more codings than make sense', 'gzip, gzip, gzip, gzip, gzip', text, /5 codings/],
  ['a body that unfolds too far', 'br', brotliCompressSync(Buffer.alloc(10_000_000)), /more than 1000 bytes/],
];

for (const [title, encoding, body, message] of refused) {
  test(`refused: ${title}`, () => assert.throws(() => decodeContent(body, encoding, 1000), { message }));
}
