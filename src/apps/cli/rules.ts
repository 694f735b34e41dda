import { listRules, rulesMarkdown } from '../../modules/disclosure/index.ts'
import { EXIT, readArguments, WrongUse } from './arguments.ts'

/** `yimen rules`: what is checked, why, and what is forgiven. */
export async function rulesCommand(args: string[]): Promise<number> {
  const { positionals, values } = readArguments(args, {
    values: ['format'],
    positionals: [],
    rest: true,
  })
  const wanted = positionals[0]
  const all = listRules()
  const rules =
    wanted === undefined
      ? all
      : all.filter(({ code }) => code === wanted || code.endsWith(`.${wanted}`))
  if (rules.length === 0) throw new WrongUse(`没有“${wanted}”这条规则。yimen rules 列出全部。`)
  switch (values.format ?? 'text') {
    case 'json':
      console.log(JSON.stringify(rules, null, 2))
      break
    case 'markdown':
      console.log(rulesMarkdown(rules))
      break
    case 'text':
      for (const { code, severity, group, title, source, tolerance } of rules) {
        console.log(
          `${code}\n  ${severity}　${group}　${title}\n  依据：${source}\n  不计的差别：${tolerance}`,
        )
      }
      break
    default:
      throw new WrongUse('--format 应是 text、markdown 或 json。')
  }
  return EXIT.done
}
