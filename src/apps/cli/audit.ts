import {
  type Break,
  type ChainReport,
  findHead,
  findHeadIn,
  type Head,
  printHead,
  verifyChain,
} from '../../modules/audit/index.ts'
import { type Comparison, compareWithChain } from '../../modules/budget/index.ts'
import { readSettings } from '../../platform/config/settings.ts'
import { readCounty } from '../../platform/db/index.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'
import { countyOf, printFindings, withSystem } from './terminal.ts'

export async function auditCommand([command, ...args]: string[]): Promise<number> {
  if (command === 'verify') return await verify(args)
  if (command === 'head') return await head(args)
  throw new WrongUse('应是 yimen audit verify 或 yimen audit head。')
}

async function head(args: string[]): Promise<number> {
  const { values } = readArguments(args, { values: ['county'] })
  const county = values.county ? countyOf(values) : readSettings(process.env).county
  const found = await withSystem((system) =>
    readCounty(system.app, county, (tx) => findHead(tx, county)),
  )
  if (!found) {
    console.error(`${county} 的存证链还没有记录。`)
    return EXIT.findings
  }
  console.log(printHead(found))
  return EXIT.done
}

async function verify(args: string[]): Promise<number> {
  const { values } = readArguments(args, { values: ['county', 'head'] })
  const county = values.county ? countyOf(values) : readSettings(process.env).county
  const outside = readHeads(values.head)
  const { chain, records } = await withSystem((system) =>
    readCounty(system.app, county, async (tx) => {
      const chain = await verifyChain(tx, county, outside)
      // what a broken chain says of the records is worth nothing
      return { chain, records: chain.broken ? undefined : await compareWithChain(tx, county) }
    }),
  )
  if (chain.broken) {
    console.error(describeBreak(chain.broken, chain))
    return EXIT.findings
  }
  console.log(
    `${county} 的存证链完整：${chain.reached.number} 条，链头 ${printHead(chain.reached)}`,
  )
  for (const confirmed of chain.confirmed)
    console.log(`与外面保存的链头一致：${printHead(confirmed)}`)
  if (outside.length === 0) {
    console.log('没有给出外面保存的链头（--head），查不出整条链被重写、链尾连同链头一起被截掉。')
  }
  return records ? describeRecords(records) : EXIT.done
}

function describeRecords(records: Comparison): number {
  console.log(`已批复的预算与链上一致：${records.sound} 版`)
  if (records.untold > 0) {
    console.log(`另有 ${records.untold} 版在有存证链之前批复，链上没有，无从比较。`)
  }
  printFindings(records.findings)
  return records.findings.length > 0 ? EXIT.findings : EXIT.done
}

function readHeads(text: string | undefined): Head[] {
  if (text === undefined) return []
  return text.split(',').map((part) => {
    const found = findHeadIn(part)
    if (!found) {
      throw new WrongUse(
        '--head 应是保存在外面的链头，例如 12-9f86d0…（数字、短横、64 位十六进制）。',
      )
    }
    return found
  })
}

const PROBLEMS: Readonly<Record<Break['problem'], string>> = {
  missing: '不见了：前后的编号接不上，或链头说有而实际没有。',
  altered: '内容与它的哈希不符：被改过。',
  not_linked: '接不上前一条：前一条被换过，或这一条是插进来的。',
  beyond_head: '在链头之后：链头被改回去了。',
  head_differs: '与链头记的哈希不同：链头或最后一条被改过。',
  cut_before_outside_head: '从这一条起被截掉了：外面保存的链头比现在的链长。',
  outside_head_differs: '与外面保存的链头不同：这一条或它前面的被改写过，后面的哈希也重算了。',
}

function describeBreak(broken: Break, chain: ChainReport): string {
  const kept = chain.confirmed.at(-1)
  return [
    `存证链断在第 ${broken.number} 条：${PROBLEMS[broken.problem]}`,
    broken.problem === 'outside_head_differs'
      ? `改写发生在第 ${(kept?.number ?? 0) + 1} 条到第 ${broken.number} 条之间。`
      : `前 ${chain.reached.number} 条前后相接。`,
    '请停止写入，保留数据库原样，与备份和外面保存的链头核对。',
  ].join('\n')
}
