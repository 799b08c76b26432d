/** Internet addresses, and whether they lie in a network. */

import type { ExactJson } from "./json.js";
import type { Test } from "./predicates.js";

interface Address {
  /** 32 or 128. */
  readonly bits: number;
  readonly value: bigint;
}

interface Network extends Address {
  readonly hostBits: bigint;
}

const MAPPED = 0xffffn; // ::ffff:0:0/96 holds the addresses of IPv4

/** Tests whether a text is an address in one of the networks, or an IPv6 form of one. */
export function makeNetworkTest(value: ExactJson): Test {
  const texts = (Array.isArray(value) ? value : [value]) as readonly string[];
  const networks = texts.map(parseNetwork);
  return (found) => {
    const address = typeof found === "string" ? parseAddress(found) : undefined;
    if (address === undefined) return false;
    const plain = unmapped(address);
    return networks.some((network) => holds(network, address) || holds(network, plain));
  };
}

function holds(network: Network, address: Address): boolean {
  return (
    network.bits === address.bits &&
    network.value >> network.hostBits === address.value >> network.hostBits
  );
}

function unmapped(address: Address): Address {
  if (address.bits === 32 || address.value >> 32n !== MAPPED) return address;
  return { bits: 32, value: address.value & 0xffffffffn };
}

/** A network such as 10.0.0.0/8, or one address. Throws where a text is neither. */
function parseNetwork(text: string): Network {
  const slash = text.indexOf("/");
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  const prefix = slash < 0 ? address?.bits : prefixOf(text.slice(slash + 1), address?.bits ?? 0);
  if (address === undefined || prefix === undefined) throw new Error(`${text} is no network`);
  return { ...address, hostBits: BigInt(address.bits - prefix) };
}

/** The length of a prefix, which for IPv4 may also be written as a mask of either kind. */
function prefixOf(text: string, bits: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= bits ? Number(text) : undefined;
  const mask = bits === 32 ? parseIPv4(text) : undefined;
  if (mask === undefined) return undefined;
  return leadingOnes(mask) ?? leadingOnes(mask ^ 0xffffffffn);
}

function leadingOnes(mask: bigint): number | undefined {
  const digits = mask.toString(2).padStart(32, "0");
  const zero = digits.indexOf("0");
  if (zero < 0) return 32;
  return digits.includes("1", zero) ? undefined : zero;
}

function parseAddress(text: string): Address | undefined {
  const [bits, value] = text.includes(":") ? [128, parseIPv6(text)] : [32, parseIPv4(text)];
  return value === undefined ? undefined : { bits, value };
}

function parseIPv4(text: string): bigint | undefined {
  const octets = text.split(".");
  if (octets.length !== 4 || !octets.every(isOctet)) return undefined;
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function isOctet(text: string): boolean {
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
}

function parseIPv6(text: string): bigint | undefined {
  const scope = text.indexOf("%");
  if (scope >= 0) {
    return isScope(text.slice(scope + 1)) ? parseIPv6(text.slice(0, scope)) : undefined;
  }
  const groups = withoutDots(text)?.split("::");
  if (groups === undefined || groups.length > 2) return undefined;
  const [before, after] = groups.map((part) => (part === "" ? [] : part.split(":")));
  const written = [...before!, ...(after ?? [])];
  const fits = after === undefined ? written.length === 8 : written.length < 8;
  if (!fits || !written.every(isGroup)) return undefined;
  const zeros = new Array<string>(8 - written.length).fill("0");
  const whole = [...before!, ...zeros, ...(after ?? [])];
  return whole.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function isScope(text: string): boolean {
  return text !== "" && !/[%/]/.test(text);
}

function isGroup(text: string): boolean {
  return /^[0-9A-Fa-f]{1,4}$/.test(text);
}

/** The last two groups may be written as an address of IPv4. */
function withoutDots(text: string): string | undefined {
  const last = text.lastIndexOf(":") + 1;
  const tail = text.slice(last);
  if (!tail.includes(".")) return text;
  const value = parseIPv4(tail);
  if (value === undefined) return undefined;
  return `${text.slice(0, last)}${(value >> 16n).toString(16)}:${(value & MAPPED).toString(16)}`;
}
