const TELLING = [0, 1, 2, 4, 9, 10, 30, 32, 34, 44, 45, 48, 49, 52, 54, 55, 57, 58, 61, 92, 98, 100, 0x7f, 0x80, 0x81, 0x91, 0xa1, 0xbf, 0xc0, 0xc3,
  0xc4, 0xc7, 0xca, 0xcf, 0xd3, 0xd4, 0xd6, 0xd7, 0xd9, 0xdc, 0xde, 0xe2, 0xed, 0xf0, 0xff];

/** Damages bytes a little: each time in another way. */
export function mutated(random, bytes) {
  const at = random.below(bytes.length + 1);
  const other = random.below(bytes.length + 1);
  const part = bytes.subarray(Math.min(at, other), Math.min(at, other) + random.between(1, 12));
  const byte = Buffer.of(random.chance(0.6) ? random.pick(TELLING) : random.below(256));
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at + 1)]);
    case 3:
      return bytes.subarray(0, at);
    default:
      return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)]);
  }
}
