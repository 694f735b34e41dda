/** Text of a file whose encoding nobody states; undefined where it is none that offices write. */
export function decodeBytes(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le', bytes.subarray(2))
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be', bytes.subarray(2))
  const wide = guessWide(bytes)
  if (wide) return decode(wide, bytes)
  // UTF-8 is tried first: Chinese text in GB18030 is practically never valid UTF-8
  return decode('utf-8', bytes) ?? decode('gb18030', bytes)
}

function decode(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

const SAMPLE = 200_000

/**
 * UTF-16 without a mark: digits, blanks and line ends are then pairs with a zero byte, always on
 * the same side. 2 % of the pairs tell it apart from every other encoding.
 */
function guessWide(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = Math.min(bytes.length, SAMPLE) >> 1
  if (pairs < 2) return undefined
  let little = 0
  let big = 0
  for (let at = 0; at < pairs * 2; at += 2) {
    const first = bytes[at] ?? 0
    const second = bytes[at + 1] ?? 0
    if (second === 0 && isPlain(first)) little += 1
    else if (first === 0 && isPlain(second)) big += 1
  }
  if (little / pairs > 0.02 && little > big) return 'utf-16le'
  if (big / pairs > 0.02) return 'utf-16be'
  return undefined
}

function isPlain(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13
}
