import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secrets } from './secrets.ts';
import { decodeUserSig, signUserSig } from './usersig.ts';

const userSig = signUserSig('a key', 88888888, 'admin', 60);
const signature = decodeUserSig(userSig)?.signature ?? '';
const key = 'an app key / with "marks" and + signs';
const shortKey = 'short-key';

const secrets = new Secrets();
for (const secret of [userSig, key, shortKey]) secrets.add(secret);

const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const everyByte = (text: string) => hex(text).replaceAll(/../g, '%$&');
const vendorReplaced = (text: string) => text.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
const toUrlAlphabet = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** What a target may do to a secret before it sends it back. */
const encodings: Record<string, (secret: string) => string> = {
  'as it is': (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded in every byte': everyByte,
  'percent-encoded in every byte, twice': (text) => encodeURIComponent(everyByte(text)),
  'as a form value': (text) => new URLSearchParams({ x: text }).toString(),
  'in JSON': (text) => JSON.stringify({ echo: text }),
  'in JSON, every character escaped': (text) =>
    Array.from(text, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'with the vendor letters replaced': vendorReplaced,
  'in base64url letters': (text) => toUrlAlphabet(vendorReplaced(text)),
  'in base64': base64,
  'in base64, one byte later': (text) => base64(`"${text}"`),
  'in base64, two bytes later': (text) => base64(`: ${text}}`),
  'in base64url': (text) => toUrlAlphabet(base64(text)),
  'in hex': hex,
  'in upper-case hex': (text) => hex(text).toUpperCase(),
  'in upper case': (text) => text.toUpperCase(),
  'in lower case': (text) => text.toLowerCase(),
  'in capitals, in hex': (text) => hex(text.toUpperCase()),
  'in small letters, in base64': (text) => base64(text.toLowerCase()),
  'reversed, in base64': (text) => base64([...text].reverse().join('')),
  'reversed, percent-encoded in every byte': (text) => everyByte([...text].reverse().join('')),
  reversed: (text) => [...text].reverse().join(''),
  'reversed base64': (text) => [...base64(text)].reverse().join(''),
};

for (const [name, secret] of Object.entries({ UserSig: userSig, key, signature, 'short key': shortKey })) {
  for (const [encoding, encode] of Object.entries(encodings)) {
    test(`masked: the ${name} ${encoding}`, () => {
      const echoed = encode(secret);
      const text = `before ${echoed} after`;
      const masked = secrets.masked(text);
      assert.ok(masked.startsWith('before ') && masked.endsWith(' after'), masked);
      assert.match(masked, /\*\*\*/);
      // At most the ends stay, which an encoding shares with the characters around.
      assert.ok(masked.length < 'before  after'.length + '***'.length + 12, masked);
      assert.equal(secrets.isIn(text), true);
    });
  }
}

test('any sixteen consecutive characters of a UserSig are masked, and fifteen are not', () => {
  for (let at = 0; at + 16 <= userSig.length; at += 1) {
    assert.equal(secrets.masked(`(${userSig.slice(at, at + 16)})`), '(***)', `at ${at}`);
  }
  const part = userSig.slice(100, 115);
  assert.equal(secrets.masked(`(${part})`), `(${part})`);
});

for (const [encoding, encode] of Object.entries(encodings)) {
  test(`sixteen consecutive characters are masked ${encoding}, wherever they begin`, () => {
    for (const secret of [userSig, key]) {
      for (let at = 0; at + 16 <= secret.length; at += 5) {
        for (const before of ['', 'a', 'ab']) {
          // Base64 of a part shares letters with its neighbours.
          const text = encode(
            /base64/.test(encoding) ? `${before}${secret.slice(at, at + 16)}c` : secret.slice(at, at + 16),
          );
          assert.ok(secrets.isIn(`( ${text} )`), `at ${at}: ${text}`);
        }
      }
    }
  });
}

test('hundreds of UserSigs are indexed and looked for soon', () => {
  const many = new Secrets();
  const startMs = performance.now();
  for (let index = 0; index < 100; index += 1) {
    const each = signUserSig(`key ${index}`, 88888888, `user${index}`, 60);
    many.add(each);
    assert.equal(many.masked(`<${each}>`), '<***>');
  }
  many.masked('nothing to hide '.repeat(4000));
  assert.ok(performance.now() - startMs < 10_000);
});

test('parts that touch are masked as one, and what stands between parts stays', () => {
  const text = `${userSig}${key} and ${userSig.slice(40, 70)}.`;
  assert.equal(secrets.masked(text), '*** and ***.');
});

test('other text stays, and an empty or cut UserSig masks nothing', () => {
  for (const none of ['', 'x', 'eJy']) secrets.add(none);
  const text = 'nothing to hide: group1, друг, 友達, RequestId 8f14e45fceea167a5a36dedd4bea2543';
  assert.equal(secrets.masked(text), text);
  assert.equal(secrets.isIn(text), false);
});
