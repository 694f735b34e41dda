import {
  describePlan,
  importCatalogue,
  planCatalogueImport,
  readCatalogueFolder,
} from '../../modules/classification/index.ts'
import { EXIT, readArguments, WrongUse, withSystem } from './terminal.ts'

export async function catalogueCommand([command, ...args]: string[]): Promise<number> {
  if (command !== 'import') throw new WrongUse('应是 yimen catalogue import 文件夹。')
  const { positionals, flags } = readArguments(args, { flags: ['take'], positionals: 1 })
  const files = await readCatalogueFolder(positionals[0] ?? '')
  return await withSystem(async (system) => {
    const take = flags.has('take')
    const plan = take
      ? await importCatalogue(system.owner(), files)
      : await planCatalogueImport(system.owner(), files)
    for (const line of describePlan(plan)) console.log(line)
    console.log(take ? '已装入。' : '以上还没有装入。核对无误后加 --take。')
    return EXIT.done
  })
}
