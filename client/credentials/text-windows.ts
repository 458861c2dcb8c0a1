/** Windows of one length that slide over texts, each as a number: equal windows have equal numbers, others differ in practice. */

/** Two 32-bit polynomial hashes make up one number of 53 bits. */
const [base1, base2] = [0x01000193, 0x85ebca6b];
const secondBits = 2 ** 21;

/** Calls back with the start and the number of each window of a text. */
export function eachWindow(
  text: string,
  length: number,
  visit: (start: number, number: number) => void,
): void {
  let [first, second] = [0, 0];
  const [leaving1, leaving2] = [power(base1, length), power(base2, length)];
  for (let end = 0; end < text.length; end += 1) {
    const code = text.charCodeAt(end) + 1;
    first = Math.imul(first, base1) + code;
    second = Math.imul(second, base2) + code;
    if (end >= length) {
      const left = text.charCodeAt(end - length) + 1;
      first -= Math.imul(left, leaving1);
      second -= Math.imul(left, leaving2);
    }
    first |= 0;
    second |= 0;
    if (end >= length - 1)
      visit(end - length + 1, (first >>> 0) * secondBits + ((second >>> 0) % secondBits));
  }
}

function power(base: number, exponent: number): number {
  let result = 1;
  for (let i = 0; i < exponent; i += 1) result = Math.imul(result, base);
  return result;
}
