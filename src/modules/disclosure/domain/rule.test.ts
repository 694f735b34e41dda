import { expect, test } from 'vitest'
import { type DisclosureFinding, judgeEach, RIGHT, type Verdict } from './rule.ts'

const WRONG: DisclosureFinding = {
  code: 'disclosure.share',
  severity: 'error',
  confidence: 1,
  message: '占比写 3%，应写 4%。',
  stated: '3%',
  expected: '4%',
  places: [],
}

/** Odd numbers are asked of; those above ten are wrong. */
function judge(number: number): Verdict {
  if (number % 2 === 0) return undefined
  return number > 10 ? { ...WRONG, stated: String(number) } : RIGHT
}

test('what is not asked of is no pass', () => {
  expect(judgeEach([], judge).outcome).toBe('not_applicable')
  expect(judgeEach([2, 12], judge).outcome).toBe('not_applicable')
  expect(judgeEach([2, 3, 12], judge)).toEqual({ outcome: 'passed', findings: [] })
})

test('what is wrong is told in the order of the things', () => {
  const { outcome, findings } = judgeEach([13, 3, 4, 11], judge)
  expect(outcome).toBe('found')
  expect(findings.map(({ stated }) => stated)).toEqual(['13', '11'])
})
