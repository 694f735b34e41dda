import { setImmediate as nextTurn } from 'node:timers/promises'

const ITEMS = 500

/** Lists what is made while it is taken; after some hundreds other work has its turn. */
export async function listInTurns<Item>(items: Iterable<Item>): Promise<Item[]> {
  const list: Item[] = []
  for (const item of items) {
    if (list.length % ITEMS === 0) await nextTurn()
    list.push(item)
  }
  return list
}
