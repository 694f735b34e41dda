import type { Db } from '../../../platform/db/index.ts'

/** Whether any list has been imported yet. */
export async function hasCatalogue(db: Db): Promise<boolean> {
  const row = await db.selectFrom('classification.list').select('list').limit(1).executeTakeFirst()
  return row !== undefined
}
