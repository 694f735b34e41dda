import type { Context } from 'hono'
import { type Db, readCounty } from '../../../platform/db/index.ts'
import type { Remembered } from '../../../platform/http/index.ts'
import { readDisplay } from '../../../platform/page/index.ts'
import type { BudgetRef } from '../budget-ref.ts'
import { readBudgetRef } from '../domain/address.ts'
import { findEditionState } from '../queries/find-edition-state.ts'

const EDITION = /^\/(\d{6})\/budget\/(\d{4})\/([0-9A-Z]{3,12})\/[1-9]\d{0,4}(?:\/|$)/

/** Pages of published editions, which never change but for what stands in their state. */
export function rememberedEditions(reader: Db): Remembered<BudgetRef> {
  return {
    subjectOf: (c: Context) => {
      const [, county = '', year = '', department = ''] = EDITION.exec(c.req.path) ?? []
      return readBudgetRef({ county, year, department })
    },
    variantOf: (c) => `${readDisplay(c)} ${c.req.header('host') ?? ''}`,
    stateOf: (ref) => readCounty(reader, ref.county, (tx) => findEditionState(tx, ref)),
    nameOf: ({ county, year, department }) => `${county} ${year} ${department}`,
  }
}
