import { readFile } from 'node:fs/promises'
import { readBytes } from '../../../src/modules/disclosure/index.ts'
import type { Block, Paper } from './document.ts'

/**
 * The budget of 2023 in our own words, as other formats hold it: the same rows, without the text's
 * line breaks. With `times`, every amount with places is that many times as large: the sums and
 * shares stay true, and no two papers bear the same figures.
 */
export async function fixturePaper(times = 1): Promise<Paper> {
  const { blocks } = await readBytes(await readFile('tests/fixtures/disclosure/luanchuan-2023.txt'))
  const scaled = (text: string): string =>
    times === 1
      ? text
      : text.replace(/(?<![\d.])\d+\.\d{2}(?![\d.%％])/g, (amount) =>
          (Number(amount) * times).toFixed(2),
        )
  return {
    layout: 'fixture',
    blocks: blocks.map(
      (block): Block =>
        block.kind === 'paragraph'
          ? { kind: 'text', text: scaled(block.text) }
          : {
              kind: 'table',
              title: '',
              unit: '',
              office: '',
              note: '',
              heading: [],
              body: block.rows.map((row) =>
                row.map(({ text }) => ({
                  text: scaled(text),
                  colSpan: 1,
                  rowSpan: 1,
                  isAmount: /^-?\d+\.\d\d$/.test(text),
                })),
              ),
            },
    ),
  }
}
