/**
 * Refuses the options of `createRelay`.
 *
 * @param problem Which option can't work and why, without its value, which may be a key.
 * @throws TypeError
 */
export function failOption(problem: string): never {
  throw new TypeError(`createRelay: ${problem}`);
}
