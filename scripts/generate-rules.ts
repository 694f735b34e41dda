/** Writes docs/checking-rules.md from the rules themselves; `--verify` fails on a difference. */
import { readFile, writeFile } from 'node:fs/promises'
import { listRules, rulesMarkdown } from '../src/modules/disclosure/index.ts'

const PATH = 'docs/checking-rules.md'
const text = `# 审查规则

由 \`npx node scripts/generate-rules.ts\` 生成，不要手改。怎样添加规则见 [checking.md](checking.md)。

${rulesMarkdown(listRules())}
`
if (process.argv.includes('--verify')) {
  const known = await readFile(PATH, 'utf8').catch(() => '')
  if (known !== text) {
    console.error(`${PATH} differs from the rules; run npx node scripts/generate-rules.ts`)
    process.exitCode = 1
  }
} else await writeFile(PATH, text)
