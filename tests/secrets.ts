import { decodeUserSig } from '../target/usersig.ts';

const mask = '***';

/**
 * What must not be shown: the key, and every UserSig that was sent. A target can send a UserSig back, whole or decoded,
 * so whatever comes from one passes through `masked` before it is kept.
 */
export class Secrets {
  readonly #secrets = new Set<string>();

  add(secret: string): void {
    // Shorter ones are no secrets (a test of an empty or cut UserSig), and would mask half of every text.
    if (secret.length < 12 || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const decoded = decodeUserSig(secret);
    if (decoded) this.add(decoded.signature);
  }

  masked(text: string): string {
    let result = text;
    for (const secret of this.#secrets) {
      for (const form of formsOf(secret)) result = result.replaceAll(form, mask);
    }
    return result;
  }
}

/** A secret as a body, a URL or a JSON text holds it. */
function formsOf(secret: string): string[] {
  const percentEncoded = [...Buffer.from(secret)]
    .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
    .join('');
  return [secret, encodeURIComponent(secret), percentEncoded, JSON.stringify(secret).slice(1, -1)];
}
