/**
 * The name of a visitor at a network address: an IPv4 address as it is, also where it is written as IPv6
 * (`::ffff:192.0.2.1`); of an IPv6 address the first 64 bits, since one visitor usually has all addresses below them.
 */
export function peerName(address: string): string {
  const groups = groupsOf(address.replace(/%.*$/, ""));
  if (groups === null) return address.slice(0, MAX_NAME_LENGTH);
  const [high = 0, low = 0] = groups.slice(6);
  const isIpv4 = groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  if (isIpv4) return [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** Limit for what is no IP address but a name that the platform made up, in characters. */
const MAX_NAME_LENGTH = 64;

/** The eight numbers of an IPv6 address, or null where it is none. */
function groupsOf(address: string): number[] | null {
  if (!address.includes(":") || !URL.canParse(`http://[${address}]`)) return null;
  // The URL parser normalises an address, with at most one "::" for a run of zeros.
  const [head = "", tail = ""] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const numbers = [head, tail].map((part) =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)),
  );
  const [first = [], last = []] = numbers;
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
