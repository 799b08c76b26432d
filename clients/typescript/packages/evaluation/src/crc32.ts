/** The checksum by which lines are spread over partitions; Node.js has it only since 20.15. */

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  return rest;
});

/** CRC-32 of a text's UTF-8, unsigned. */
export function crc32(text: string): number {
  let checksum = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    checksum = (checksum >>> 8) ^ TABLE[(checksum ^ byte) & 0xff]!;
  }
  return (checksum ^ 0xffffffff) >>> 0;
}
