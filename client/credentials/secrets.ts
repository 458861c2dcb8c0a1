import { percentEncoded } from '../call/group-get-request.ts';
import { decodeUserSig } from './usersig.ts';

const mask = '***';

/**
 * Masks what must not be shown: the key, and every UserSig that was sent. A target can send a UserSig back, whole or decoded,
 * so all of its text passes through `masked` before it is kept.
 */
export class Secrets {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  add(secret: string): void {
    // Shorter texts are no secrets (a check sends an empty or cut UserSig), and masking them would garble every text.
    if (secret.length < 12 || this.#forms.has(secret)) return;
    for (const form of formsOf(secret)) this.#forms.add(form);
    this.#pattern = undefined;
    const decoded = decodeUserSig(secret);
    if (decoded) this.add(decoded.signature);
  }

  masked(text: string): string {
    this.#pattern ??= new RegExp([...this.#forms].map(escapedForRegExp).join('|') || '(?!)', 'g');
    return text.replace(this.#pattern, mask);
  }
}

/** A secret as it appears in a body, a URL or a JSON text. */
function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), percentEncoded(secret), JSON.stringify(secret).slice(1, -1)];
}

function escapedForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
