/** MurmurHash3, 32 bits for x86 (Austin Appleby, public domain), over UTF-8. */

const C1 = 0xcc9e2d51;
const C2 = 0x1b873593;
const encoder = new TextEncoder();

/** The unsigned hash of a text; halves of surrogate pairs that stand alone count as U+FFFD. */
export function murmur3(text: string, seed: number): number {
  const length = text.length;
  const whole = length & ~3;
  let hash = seed | 0;
  for (let place = 0; place < whole; place += 4) {
    const a = text.charCodeAt(place);
    const b = text.charCodeAt(place + 1);
    const c = text.charCodeAt(place + 2);
    const d = text.charCodeAt(place + 3);
    if ((a | b | c | d) > 0x7f) return murmur3Bytes(encoder.encode(text), seed);
    hash = withBlock(hash, a | (b << 8) | (c << 16) | (d << 24));
  }
  let tail = 0;
  for (let place = length - 1; place >= whole; place--) {
    const unit = text.charCodeAt(place);
    if (unit > 0x7f) return murmur3Bytes(encoder.encode(text), seed);
    tail = (tail << 8) | unit;
  }
  return finished(hash, tail, length);
}

function murmur3Bytes(bytes: Uint8Array, seed: number): number {
  const whole = bytes.length & ~3;
  let hash = seed | 0;
  for (let place = 0; place < whole; place += 4) {
    hash = withBlock(hash, littleEndian(bytes, place, place + 4));
  }
  return finished(hash, littleEndian(bytes, whole, bytes.length), bytes.length);
}

function littleEndian(bytes: Uint8Array, start: number, end: number): number {
  let word = 0;
  for (let place = end - 1; place >= start; place--) word = (word << 8) | bytes[place]!;
  return word;
}

function withBlock(hash: number, block: number): number {
  const mixed = hash ^ scrambled(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function scrambled(block: number): number {
  const mixed = Math.imul(block, C1);
  return Math.imul((mixed << 15) | (mixed >>> 17), C2);
}

/** A tail of no bytes is 0 and scrambles to 0, which changes nothing. */
function finished(hash: number, tail: number, length: number): number {
  let mixed = hash ^ scrambled(tail) ^ length;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
