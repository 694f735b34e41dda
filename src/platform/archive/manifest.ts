import { z } from 'zod'

/** The last part of an archive: what it is, and what each of the others holds. */
export const MANIFEST = 'manifest.json'

/** One file inside the archive. */
export interface Part {
  /** `tables/budget.line.jsonl`, `files/…` */
  readonly name: string
  /** lines, for tables; null for other files */
  readonly rows: number | null
  readonly bytes: number
  readonly sha256: string
}

/** `yimen-county`: one county's rows; `yimen-backup`: a whole database and its files. */
export type ArchiveKind = 'yimen-county' | 'yimen-backup'

/** Raised when a reader of the earlier one could not read it rightly. */
export const ARCHIVE_VERSION = 1

const LONGEST_NAME = 1_000
// no step up, no absolute path, nothing that another system would read as one
const name = z
  .string()
  .max(LONGEST_NAME)
  .refine((text) => /^(tables|files)\/[^\\\0]+$/.test(text) && !text.split('/').includes('..'))
const count = z.int().min(0)

export const manifestSchema = z.object({
  kind: z.enum(['yimen-county', 'yimen-backup']),
  version: z.int().min(1),
  made_at: z.string(),
  /** county file only */
  county: z.int().nullable(),
  /** Migrations that had been applied, `0001_organisation.sql#0123456789abcdef`. */
  schema: z.array(z.string()),
  /** Heads of the chains by county, `12-9f86d0…`. */
  heads: z.record(z.string(), z.string()),
  parts: z.array(
    z.object({
      name,
      rows: count.nullable(),
      bytes: count,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})

export type Manifest = z.infer<typeof manifestSchema>
