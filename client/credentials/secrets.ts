import { folded, type SecretForm, secretForms } from './secret-forms.ts';
import { decodeUserSig } from './usersig.ts';

const mask = '***';
/** This many consecutive characters of a secret, or more, are masked in any form; a shorter secret where it stands whole. */
const minMaskedCharacters = 16;
/** Any run of `minMaskedCharacters` holds a whole block of this length that begins at a multiple of it. */
const blockCharacters = minMaskedCharacters / 2;
/** A shorter text is no secret (a test's empty or cut UserSig), and masking it would blank half of every text. */
const minSecretCharacters = 4;

/** Where a block stands in a form. */
interface BlockPlace {
  form: SecretForm;
  at: number;
}

/**
 * What must not be shown: the app's key, and every UserSig that was sent. A target can send either back, whole or in part, in
 * any encoding; text of a target passes through `masked` where it enters the program, before it is cut or kept.
 */
export class Secrets {
  readonly #secrets = new Set<string>();
  readonly #pending: string[] = [];
  /** Places of every aligned block of the forms; built when text is first masked, as most runs show little. */
  readonly #blocks = new Map<string, BlockPlace[]>();
  readonly #shortForms = new Set<string>();

  /** Adds a secret, and the signature inside a UserSig. */
  add(secret: string): void {
    if (secret.length < minSecretCharacters || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    this.#pending.push(secret);
    const decoded = decodeUserSig(secret);
    if (decoded) this.add(decoded.signature);
  }

  /** The text with every part of a secret replaced by a mask. Linear in the text's length. */
  masked(text: string): string {
    const parts = this.#found(text);
    if (parts.length === 0) return text;
    let shown = '';
    let at = 0;
    for (const { start, end } of parts) {
      shown += text.slice(at, start) + mask;
      at = end;
    }
    return shown + text.slice(at);
  }

  /** Whether a text holds any part of a secret that `masked` would replace. */
  isIn(text: string): boolean {
    return this.#found(text).length > 0;
  }

  /** The parts of the text to mask, in order, apart from one another. */
  #found(text: string): { start: number; end: number }[] {
    this.#index();
    return this.#parts(folded(text));
  }

  #parts(plain: string): { start: number; end: number }[] {
    const found: { start: number; end: number }[] = [];
    for (const form of this.#shortForms) {
      for (let at = plain.indexOf(form); at >= 0; at = plain.indexOf(form, at + form.length))
        found.push({ start: at, end: at + form.length });
    }
    let coveredTo = 0;
    for (let at = 0; at + blockCharacters <= plain.length; at += 1) {
      const places = this.#blocks.get(plain.slice(at, at + blockCharacters));
      if (places === undefined) continue;
      for (const place of places) {
        const part = commonPart(plain, at, place);
        const minLength = Math.floor(minMaskedCharacters * place.form.expansion);
        if (part.end - part.start < minLength || part.end <= coveredTo) continue;
        found.push(part);
        coveredTo = part.end;
      }
    }
    return joined(found);
  }

  #index(): void {
    for (const secret of this.#pending.splice(0)) {
      if (secret.length < minMaskedCharacters) {
        for (const { text } of secretForms(secret)) this.#shortForms.add(text);
      } else if (!this.#isCovered(secret)) {
        for (const form of secretForms(secret)) this.#addBlocks(form);
      }
    }
  }

  /** Whether the secrets before leave nothing of this one to be seen: a test's altered UserSig is mostly the one it was made of. */
  #isCovered(secret: string): boolean {
    let at = 0;
    for (const { start, end } of this.#parts(folded(secret))) {
      if (start - at >= minMaskedCharacters) return false;
      at = end;
    }
    return secret.length - at < minMaskedCharacters;
  }

  #addBlocks(form: SecretForm): void {
    for (let at = 0; at + blockCharacters <= form.text.length; at += blockCharacters) {
      const block = form.text.slice(at, at + blockCharacters);
      const places = this.#blocks.get(block);
      if (places === undefined) this.#blocks.set(block, [{ form, at }]);
      // UserSigs of one identity begin alike: a place with the same text around it adds nothing.
      else if (!places.some((place) => sameAround(place, { form, at }))) places.push({ form, at });
    }
  }
}

/** The longest part that the text around `at` and the form around the block have in common. */
function commonPart(
  text: string,
  at: number,
  { form: { text: form }, at: formAt }: BlockPlace,
): { start: number; end: number } {
  let before = 0;
  while (before < at && before < formAt && text[at - before - 1] === form[formAt - before - 1]) before += 1;
  let length = blockCharacters;
  while (text[at + length] !== undefined && text[at + length] === form[formAt + length]) length += 1;
  return { start: at - before, end: at + length };
}

function reach({ expansion }: SecretForm): number {
  return Math.ceil(minMaskedCharacters * expansion);
}

/** Whether two blocks have the same neighbours as far as the shortest part that is masked reaches. */
function sameAround(one: BlockPlace, other: BlockPlace): boolean {
  const around = ({ form, at }: BlockPlace) =>
    form.text.slice(Math.max(0, at - reach(form)), at + blockCharacters + reach(form));
  return around(one) === around(other);
}

function joined(parts: { start: number; end: number }[]): { start: number; end: number }[] {
  const result: { start: number; end: number }[] = [];
  for (const part of parts.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && part.start <= last.end) last.end = Math.max(last.end, part.end);
    else result.push({ ...part });
  }
  return result;
}
