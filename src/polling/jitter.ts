/**
 * A number in [0, 1) that is always the same for the same key and count, and spread evenly over many keys.
 * It stands where others call `Math.random()`: a delay that differs at every call restarts TanStack's timer at every
 * render, and under a parent that re-renders often the poll never comes.
 *
 * @example
 * const delayMs = 2_000 * (0.9 + 0.2 * jitter(state.key, state.updateCount));
 */
export function jitter(key: string, count: number): number {
  // FNV-1a over the key and the count, then murmur3's finaliser, since FNV alone leaves neighbouring counts close
  // together.
  let hash = 0x811c9dc5;
  const text = `${key}#${count}`;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
