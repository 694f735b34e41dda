import { describe, expect, test } from 'vitest'
import { toldFindings } from '../../../../../tests/support/told-findings.ts'

/** What the counting rules say of a budget, as `code stated → expected`. */
async function check(...lines: readonly string[]): Promise<string[]> {
  const text = ['某县林业局2023年部门预算', '第一部分 部门概况', ...lines].join('\n\n')
  const told = await toldFindings(text)
  return told.filter((line) => /_counted /.test(line))
}

describe('units', () => {
  const list = ['1. 某县林业局（本级）', '2. 某县苗圃', '3. 某县林业站', '第二部分 预算表']

  test('those below are counted without the department itself', async () => {
    const say = (count: string): Promise<string[]> =>
      check(`部门预算包括：本级预算和所属${count}家单位预算。`, ...list)
    expect(await say('2')).toEqual([])
    expect(await say('两')).toEqual([])
    expect(await say('3')).toEqual(['units_counted 3 → 2'])
  })

  test('all of them with it', async () => {
    const say = (count: number): Promise<string[]> =>
      check(`纳入2023年部门预算编制范围的单位共${count}个，具体包括：`, ...list)
    expect(await say(3)).toEqual([])
    expect(await say(2)).toEqual(['units_counted 2 → 3'])
  })

  test('named in the same sentence', async () => {
    expect(await check('所属事业单位共3个：某县苗圃场、某县林业站和某县种子站。')).toEqual([])
    expect(await check('所属事业单位5个，分别为：某县苗圃场、某县林业站、某县种子站。')).toEqual([
      'units_counted 5 → 3',
    ])
  })

  test('a list that may go on is not counted', async () => {
    expect(
      await check(
        '纳入部门预算编制范围的单位共4个，具体包括：',
        ...list.slice(0, 2),
        '某县自然保护地',
        '3. 某县林业站',
      ),
    ).toEqual([])
  })
})

describe('offices', () => {
  test.each([
    ['某县林业局内设机构3个，分别为：办公室、造林科（生态科、审批科）、防火科。', []],
    ['某县林业局设四个内设机构：办公室、造林科、防火科和机关党委。', []],
    ['某县林业局下设办公室、防火科等6个内设机构。', []],
    ['某县林业局内设机构4个：办公室、负责造林等工作。', []],
    ['某县林业局内设机构4个，分别为：办公室、造林科、防火科。', ['offices_counted 4 → 3']],
    ['某县林业局下设办公室、造林科、防火科等2个内设机构。', ['offices_counted 2 → 3']],
  ])('%s', async (sentence, expected) => {
    expect(await check('二、机构设置', sentence)).toEqual(expected)
  })
})
