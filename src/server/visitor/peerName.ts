/**
 * Names whoever holds a network address: an IPv4 address by itself, also where it is written as IPv6
 * (`::ffff:192.0.2.1`), and an IPv6 address by its first 64 bits, since a single connection usually has all the
 * addresses below them.
 */
export function peerName(address: string): string {
  const groups = groupsOf(address.replace(/%.*$/, ""));
  if (groups === null) return address.slice(0, LONGEST_NAME);
  const [high = 0, low = 0] = groups.slice(6);
  const isIpv4 = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isIpv4) return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** What is no address of either kind is a name that a platform has made up. */
const LONGEST_NAME = 64;

/** The eight numbers of an IPv6 address, or null where it is none. */
function groupsOf(address: string): number[] | null {
  if (!address.includes(":") || !URL.canParse(`http://[${address}]`)) return null;
  // Every spelling of an address comes out as one, with at most one "::" for a row of zeros.
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const numbers = [head, tail].map((part) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)),
  );
  const [first = [], last = []] = numbers;
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
