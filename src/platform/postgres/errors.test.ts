import { describe, expect, test } from 'vitest'
import { explainFailure } from './errors.ts'

// texts as PostgreSQL 18.4, the loader and Node print them
const texts = [
  ['initdb: error: could not create directory "/v/pg_wal": No space left on device', 'disk_full'],
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'disk_full'],
  ['initdb: error: could not create directory "/v": Permission denied', 'not_writable'],
  ['initdb: error: could not create directory "/v": Read-only file system', 'not_writable'],
  ["EACCES: permission denied, mkdir '/v'", 'not_writable'],
  ['FATAL:  data directory "/v" has wrong ownership', 'other_owner'],
  ['FATAL:  data directory "/v" has invalid permissions', 'other_owner'],
  ['postgres: error while loading shared libraries: libicuuc.so.60: cannot', 'binaries_missing'],
  ['LOG:  starting\nFATAL:  could not map anonymous shared memory\nLOG:  end', 'did_not_start'],
] as const

describe('explainFailure', () => {
  test.each(texts)('%s', (text, code) => {
    const error = explainFailure(new Error(text), '/v')
    expect(error.code).toBe(`postgres.${code}`)
    expect(error.status).toBe(503)
  })

  test('quotes the last complaint, not the last line', () => {
    expect(explainFailure('FATAL:  first\nLOG:  then', '/v').detail).toContain('FATAL:  first')
  })
})
