import { unzipSync as gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';

/** Searches all files and output of a run for secrets, for tests. */

/** The forms in which a secret can be written, by name: bare, quoted, escaped, encoded. */
export function writtenForms(secret: string): Map<string, Buffer> {
  const bytes = Buffer.from(secret);
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const forms: Record<string, string> = {
    bare: secret,
    'percent-encoded': encodeURIComponent(secret),
    'percent-encoded throughout': percent,
    'percent-encoded throughout, in capitals': percent.toUpperCase(),
    'escaped for JSON': JSON.stringify(secret).slice(1, -1),
    'escaped for HTML': secret.replace(/[&<>"'*+/=]/g, (mark) => `&#${mark.charCodeAt(0)};`),
    hex: bytes.toString('hex'),
    'UTF-16': bytes.toString('latin1').replace(/./g, '$&\0'),
  };
  // Base64 writes a text differently at each of three offsets, and its outermost characters depend on its neighbours.
  for (const offset of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    forms[`base64, at ${offset}`] = shifted.slice(offset === 0 ? 0 : offset + 1, -4);
    forms[`base64url, at ${offset}`] = (forms[`base64, at ${offset}`] as string)
      .replaceAll('+', '-')
      .replaceAll('/', '_');
  }
  return new Map(Object.entries(forms).map(([form, text]) => [form, Buffer.from(text, 'latin1')]));
}

/** Any UserSig, of this run or another: deflated JSON in base64 has this beginning and is long. */
const anyUserSig = /eJ(?:[\w*-]|%2[aA]|%5[fF]){60,}/;

/** The forms of any secret, or of any UserSig, found in the bytes or in archives and streams within them. */
export function tracesIn(bytes: Buffer, secrets: readonly string[]): string[] {
  const found: string[] = [];
  for (const content of [bytes, ...unpacked(bytes)]) {
    for (const secret of secrets)
      for (const [form, written] of writtenForms(secret)) if (content.includes(written)) found.push(form);
    if (anyUserSig.test(content.toString('latin1'))) found.push('a UserSig');
  }
  return found;
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
