/** A way to write a secret. */
export interface SecretForm {
  text: string;
  /** Characters of the form for one character of the secret; where this varies, the least. */
  expansion: number;
}

/**
 * A text as forms are compared: ASCII letters in lower case, and the letters by which base64, base64url and the vendor's own
 * alphabet differ as one. No character changes its place.
 */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  // A few characters beyond ASCII change their length.
  const aligned =
    lower.length === text.length ? lower : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return aligned.replace(/[*+/=_-]/g, '~');
}

/**
 * The forms of a secret that `Secrets` knows, apart from what `folded` makes equal: as it is; percent-encoded, in part or in
 * every byte, once or twice; as JSON; in HTML; in hex; in base64 wherever it begins in what was encoded; each with the vendor's three
 * letters or base64's, and each reversed.
 * @param thorough also encodings of the secret reversed, in capitals and in small letters
 */
export function secretForms(secret: string, thorough: boolean): SecretForm[] {
  const forms = spellings(secret, thorough).flatMap((spelling): SecretForm[] => [
    { text: spelling, expansion: 1 },
    ...partlyPercentEncoded(spelling).map((text) => ({ text, expansion: 1 })),
    { text: everyByte(spelling), expansion: 3 },
    { text: encodeURIComponent(everyByte(spelling)), expansion: 5 },
    { text: JSON.stringify(spelling).slice(1, -1), expansion: 1 },
    ...htmlEscaped(spelling).map((text) => ({ text, expansion: 1 })),
    { text: jsonEscaped(spelling), expansion: 6 },
    { text: Buffer.from(spelling).toString('hex'), expansion: 2 },
    ...base64Forms(spelling).map((text) => ({ text, expansion: base64Expansion })),
  ]);
  const once = new Map(forms.map(({ text, expansion }) => [folded(text), expansion]));
  return [...once].flatMap(([text, expansion]) => [
    { text, expansion },
    { text: reversed(text), expansion },
  ]);
}

/** Ways to write a secret that the encodings after them do not make equal. */
function spellings(secret: string, thorough: boolean): string[] {
  // The vendor writes `*`, `-` and `_` for base64's `+`, `/` and `=`.
  const base64 = secret.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  if (!thorough) return [...new Set([secret, base64])];
  const base64Url = base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const cased = [secret, base64, base64Url].flatMap((text) => [text, text.toLowerCase(), text.toUpperCase()]);
  return [...new Set(cased.flatMap((text) => [text, reversed(text)]))];
}

function partlyPercentEncoded(text: string): string[] {
  const whole = Buffer.from(text).toString();
  const once = [encodeURIComponent(whole), new URLSearchParams({ x: whole }).toString().slice(2)];
  return [...once, ...once.map(encodeURIComponent)];
}

/** As pages of errors write it: what must be escaped by name, and more characters by number. */
function htmlEscaped(text: string): string[] {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  const code = (mark: string) => mark.charCodeAt(0);
  return [
    text.replace(/[&<>"']/g, (mark) => names[mark] ?? mark),
    ...[/[&<>"'*+/=]/g, /[^0-9A-Za-z]/g].flatMap((marks) => [
      text.replace(marks, (mark) => `&#${code(mark)};`),
      text.replace(marks, (mark) => `&#x${code(mark).toString(16)};`),
    ]),
  ];
}

function everyByte(text: string): string {
  return Buffer.from(text).toString('hex').replaceAll(/../g, '%$&');
}

function jsonEscaped(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').replaceAll(/..../g, '\\u$&');
}

/** Sixteen bytes fill 20 letters of base64 or 21, depending on where they begin. */
const base64Expansion = 20 / 16;

/** A byte's place in base64's groups of three decides its letters; letters that neighbours would share are left out. */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
  });
}

function reversed(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().reverse().toString('utf16le');
}
