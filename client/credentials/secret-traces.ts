import { unzipSync as gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';

/**
 * Searches all files and output of a run for secrets, for tests. It shares nothing with `Secrets`, which it judges: other
 * encoders, and another search.
 */

const minCharacters = 16;

const bytesOf = (text: string) => Array.from(Buffer.from(text));
const hexDigits = (byte: number) => byte.toString(16).padStart(2, '0');
const percentByte = (byte: number) => `%${hexDigits(byte)}`;
const withLettersReplaced = (text: string) =>
  text.replace(/[*_-]/g, (letter) => ({ '*': '+', '-': '/', _: '=' })[letter] ?? letter);

/** The encodings that a target may use, by name: each of any text. */
export const encodings: Readonly<Record<string, (text: string) => string>> = {
  bare: (text) => text,
  'letters replaced': withLettersReplaced,
  base64: (text) => Buffer.from(text).toString('base64'),
  'base64, at 1': (text) => Buffer.from(`:${text}`).toString('base64'),
  'base64, at 2': (text) => Buffer.from(`"'${text}`).toString('base64'),
  'base64 of letters replaced': (text) => Buffer.from(withLettersReplaced(text)).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => bytesOf(text).map(hexDigits).join(''),
  'percent-encoded': encodeURIComponent,
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'percent-encoded throughout': (text) => bytesOf(text).map(percentByte).join(''),
  'percent-encoded throughout, twice': (text) =>
    bytesOf(text)
      .map((byte) => `%25${hexDigits(byte)}`)
      .join(''),
  'escaped for JSON': (text) => JSON.stringify(text).slice(1, -1),
  'escaped for HTML': (text) => text.replace(/[&<>"'*+/=]/g, (mark) => `&#${mark.charCodeAt(0)};`),
  capitals: (text) => text.toUpperCase(),
  'small letters': (text) => text.toLowerCase(),
  reversed: (text) => [...text].reverse().join(''),
  'reversed base64': (text) => [...Buffer.from(text).toString('base64')].reverse().join(''),
  'reversed hex': (text) => [...bytesOf(text).map(hexDigits).join('')].reverse().join(''),
};

/** The forms in which a secret can be written, by name: those above, and as UTF-16. */
export function writtenForms(secret: string): Map<string, Buffer> {
  const forms = Object.entries(encodings).map(([name, encode]): [string, Buffer] => [
    name,
    Buffer.from(encode(secret)),
  ]);
  return new Map([...forms, ['UTF-16', Buffer.from(secret, 'utf16le')]]);
}

/** Any UserSig, of this run or another: deflated JSON in base64 has this beginning and is long. */
const anyUserSig = /eJ(?:[\w*-]|%2[aA]|%5[fF]){60,}/;

/** Every sixteen consecutive characters of the forms, in small letters; longer where an encoding lengthens. */
function gramsOf(secrets: readonly string[]): Map<number, Map<string, string>> {
  const byLength = new Map<number, Map<string, string>>();
  for (const secret of secrets) {
    for (const [name, form] of writtenForms(secret)) {
      const text = form.toString('latin1').toLowerCase();
      // The letters at the ends of base64 depend on the neighbours of the secret.
      const inner = name.includes('base64') ? text.slice(4, -4) : text;
      const length = Math.min(
        inner.length,
        Math.ceil(minCharacters * Math.max(1, inner.length / secret.length)),
      );
      const grams = byLength.get(length) ?? new Map<string, string>();
      byLength.set(length, grams);
      for (let at = 0; at + length <= inner.length; at += 1) grams.set(inner.slice(at, at + length), name);
    }
  }
  return byLength;
}

const known = new Map<string, Map<number, Map<string, string>>>();

/** The forms of any secret, whole or sixteen characters and more, or of any UserSig, in the bytes or in archives within them. */
export function tracesIn(bytes: Buffer, secrets: readonly string[]): string[] {
  const key = secrets.join('\n');
  const grams = known.get(key) ?? gramsOf(secrets);
  known.set(key, grams);
  const found = new Set<string>();
  for (const content of [bytes, ...unpacked(bytes)]) {
    const text = content.toString('latin1');
    const small = text.toLowerCase();
    for (const [length, forms] of grams) {
      for (let at = 0; at + length <= small.length; at += 1) {
        const form = forms.get(small.slice(at, at + length));
        if (form !== undefined) found.add(form);
      }
    }
    if (anyUserSig.test(text)) found.add('a UserSig');
  }
  return [...found];
}

/** The contents of zip archives and compressed streams, also of those that a page carries as base64. */
function unpacked(bytes: Buffer): Buffer[] {
  const inner = [...zipEntries(bytes)];
  try {
    inner.push(gunzipSync(bytes));
  } catch {
    // Not compressed as a whole.
  }
  for (const [text] of bytes.toString('latin1').matchAll(/[A-Za-z0-9+/]{200,}={0,2}/g)) {
    inner.push(Buffer.from(text, 'base64'));
    inner.push(...zipEntries(Buffer.from(text, 'base64')));
  }
  return inner;
}

const endOfDirectory = Buffer.from('PK\x05\x06', 'latin1');

/** The files of a zip archive; none where the bytes hold no archive. @throws when the archive is damaged */
function zipEntries(bytes: Buffer): Buffer[] {
  if (!bytes.includes(endOfDirectory)) return [];
  return Object.values(unzipSync(bytes)).map((content) => Buffer.from(content));
}
