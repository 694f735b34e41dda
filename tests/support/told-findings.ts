import { checkDisclosure, openCodeBook, readBytes } from '../../src/modules/disclosure/index.ts'

const codes = await openCodeBook('data/classification/2023')

/**
 * Errors and warnings of a document as `code stated → expected`. A few lines are no whole
 * disclosure: that tables are missing is not told.
 */
export async function toldFindings(text: string): Promise<string[]> {
  const { findings } = checkDisclosure(await readBytes(new TextEncoder().encode(text)), { codes })
  return findings
    .filter(
      ({ severity, code }) =>
        severity === 'error' || (severity === 'warning' && code !== 'disclosure.table_missing'),
    )
    .map(
      ({ code, stated, expected }) => `${code.replace('disclosure.', '')} ${stated} → ${expected}`,
    )
}
