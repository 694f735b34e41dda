/** What a file may cost before it is refused. */
export const LIMITS = {
  fileBytes: 200_000_000,
  entryBytes: 200_000_000,
  archiveBytes: 500_000_000,
  entries: 20_000,
  /** Of unpacked to packed size, for entries above ten million bytes. */
  ratio: 200,
  archiveDepth: 2,
  textBytes: 16_000_000,
  mailBytes: 64_000_000,
  rows: 120_000,
  cells: 2_000_000,
  merges: 200_000,
  xmlDepth: 2_000,
} as const

/** A file that is not read, and why: `what` becomes the code `disclosure.{what}`. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
  readonly what: string

  constructor(what: string, message: string) {
    super(message)
    this.what = what
  }
}
