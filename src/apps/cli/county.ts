import { findCounty } from '../../kernel/county.ts'
import { exportCounty, importCounty } from '../county-file.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'
import { withSystem } from './terminal.ts'

export async function countyCommand([command, ...args]: string[]): Promise<number> {
  if (command === 'export') return await exportOne(args)
  if (command === 'import') return await importOne(args)
  throw new WrongUse('应是 yimen county export 县代码 文件，或 yimen county import 文件。')
}

async function exportOne(args: string[]): Promise<number> {
  const { positionals } = readArguments(args, { positionals: ['县代码', '文件'] })
  const [code = '', path = ''] = positionals
  const county = findCounty(code)
  if (!county) throw new WrongUse('县代码应是六位，例如 410324。')
  const manifest = await withSystem((system) => exportCounty(system.app, county, path))
  const rows = manifest.parts.reduce((sum, part) => sum + (part.rows ?? 0), 0)
  console.log(`已导出 ${county} 的 ${rows} 行到 ${path}。`)
  const head = manifest.heads[county]
  if (head) console.log(`链头 ${head}\n核对：python3 tools/verify.py ${path} --head ${head}`)
  return EXIT.done
}

async function importOne(args: string[]): Promise<number> {
  const { positionals } = readArguments(args, { positionals: ['文件'] })
  const manifest = await withSystem((system) => importCounty(system.app, positionals[0] ?? ''))
  const rows = manifest.parts.reduce((sum, part) => sum + (part.rows ?? 0), 0)
  console.log(`已装入 ${manifest.county} 的 ${rows} 行。`)
  return EXIT.done
}
