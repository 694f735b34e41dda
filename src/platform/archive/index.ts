/**
 * Archives: what leaves the system as one file and comes back whole or not at all.
 *
 * - **part**: a file inside; a table is JSON Lines, one row a line, in the order of its key.
 * - **manifest**: written last; kind, schema, and of each part the lines, bytes and sha256.
 */
export { archiveErrors } from './errors.ts'
export type { Manifest, Part } from './manifest.ts'
export { type Archive, openArchive } from './read-archive.ts'
export { type ArchiveWriter, writeArchive } from './write-archive.ts'
