import type { Kysely } from 'kysely'

/**
 * All tables of one database, by `schema.table`. Empty here: the generated `schema.ts` of each
 * module adds its own by declaration merging, so that the platform knows no business.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Database {}

/** A pool: statements on it run outside a county and see no county's rows. */
export type Db = Kysely<Database>

declare const countyTransaction: unique symbol
/** One transaction in which `yimen.county` is set; only `inCounty` and `readCounty` make it. */
export type CountyDb = Kysely<Database> & { readonly [countyTransaction]: true }
