import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Zip, ZipDeflate } from 'fflate';
import { tracesIn, writtenForms } from './secret-traces.ts';
import { signUserSig } from './usersig.ts';

const secretKey = 'a-key/that+must=be&seen"nowhere<0123456789>';
const userSig = signUserSig('another-key-0123456789', 88888888, 'admin', 3600);

describe('the search finds what is there', () => {
  for (const secret of [secretKey, userSig]) {
    for (const [form, written] of writtenForms(secret)) {
      const text = Buffer.concat([Buffer.from('before '), written, Buffer.from(' after')]);
      const zip = zipOf(text);
      const ways = {
        plain: text,
        zipped: zip,
        gzipped: gzipSync(text),
        'zipped, in a page': Buffer.from(
          `<script>"${Buffer.concat([zip, Buffer.alloc(200)]).toString('base64')}"`,
        ),
      };
      for (const [way, bytes] of Object.entries(ways))
        test(`${form}, ${way}`, () => assert.ok(tracesIn(bytes, [secret]).length > 0));
    }
  }
  test('any UserSig, known or not', () => {
    const other = signUserSig('yet-another-key', 1400000000, 'root', 60);
    for (const written of [other, encodeURIComponent(other), `"${other}"`])
      assert.deepEqual(tracesIn(Buffer.from(written), [secretKey]), ['a UserSig']);
    assert.deepEqual(
      tracesIn(Buffer.from(JSON.stringify({ group1: ['friend1'] })), [secretKey, userSig]),
      [],
    );
  });
});

/** A zip archive of one file, as streaming writers leave it: sizes and checksum follow the content. */
function zipOf(content: Buffer): Buffer {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  const file = new ZipDeflate('file');
  zip.add(file);
  file.push(content, true);
  zip.end();
  return Buffer.concat(parts);
}
