import { folded, secretForms } from './secret-forms.ts';
import { eachWindow } from './text-windows.ts';
import { decodeUserSig } from './usersig.ts';

const mask = '***';
/** This many consecutive characters of a secret, or more, are masked in any form; a shorter secret where it stands whole. */
const minMaskedCharacters = 16;
/** A shorter text is no secret (a test's empty or cut UserSig), and masking it would blank half of every text. */
const minSecretCharacters = 4;
/** A run has a few secrets of its own, which come first; checks then make up hundreds of UserSigs, which get fewer forms. */
const maxThoroughSecrets = 6;

interface Part {
  start: number;
  end: number;
}

/**
 * What must not be shown: the app's key, and every UserSig that was sent. A target can send either back, whole or in part, in
 * any encoding; text of a target passes through `masked` where it enters the program, before it is cut or kept.
 */
export class Secrets {
  readonly #secrets = new Set<string>();
  readonly #pending: string[] = [];
  /** Windows of the forms by their length; built when text is first masked, as most runs show little. */
  readonly #windows = new Map<number, Set<number>>();
  readonly #shortForms = new Set<string>();
  #thorough = 0;

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
  #found(text: string): Part[] {
    this.#index();
    return this.#parts(folded(text));
  }

  #parts(plain: string): Part[] {
    const found: Part[] = [];
    for (const form of this.#shortForms) {
      for (let at = plain.indexOf(form); at >= 0; at = plain.indexOf(form, at + form.length))
        found.push({ start: at, end: at + form.length });
    }
    for (const [length, windows] of this.#windows) {
      eachWindow(plain, length, (start, window) => {
        if (!windows.has(window)) return;
        const last = found.at(-1);
        if (last !== undefined && last.start <= start && start <= last.end)
          last.end = Math.max(last.end, start + length);
        else found.push({ start, end: start + length });
      });
    }
    return joined(found);
  }

  #index(): void {
    for (const secret of this.#pending.splice(0)) {
      if (secret.length >= minMaskedCharacters && this.#isCovered(secret)) continue;
      this.#thorough += 1;
      for (const { text, expansion } of secretForms(secret, this.#thorough <= maxThoroughSecrets)) {
        if (secret.length < minMaskedCharacters) this.#shortForms.add(text);
        else this.#addWindows(text, expansion);
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

  #addWindows(form: string, expansion: number): void {
    const length = minMaskedCharacters * expansion;
    const windows = this.#windows.get(length) ?? new Set();
    this.#windows.set(length, windows);
    // Where a character always takes the same number of characters, no window begins within one.
    const step = Number.isInteger(expansion) ? expansion : 1;
    eachWindow(form, length, (start, window) => {
      if (start % step === 0) windows.add(window);
    });
  }
}

function joined(parts: Part[]): Part[] {
  const result: Part[] = [];
  for (const part of parts.sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && part.start <= last.end) last.end = Math.max(last.end, part.end);
    else result.push({ ...part });
  }
  return result;
}
