/**
 * Reads every file of a folder with the libraries alone and does nothing with what they say: the
 * least that any check must spend.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { read } from '@e965/xlsx'
import { unzipSync } from 'fflate'
import { parse } from 'parse5'
import { SaxesParser } from 'saxes'

const [folder = '.'] = process.argv.slice(2)
let events = 0
const count = (): void => {
  events += 1
}

for (const name of await readdir(folder)) {
  const bytes = await readFile(join(folder, name))
  if (/x$/.test(name)) {
    for (const [entry, xml] of Object.entries(unzipSync(bytes))) {
      if (!/^(?:word|xl)\/.*xml$/.test(entry)) continue
      const parser = new SaxesParser({ xmlns: false, position: false })
      parser.on('opentag', count)
      parser.on('closetag', count)
      parser.on('text', count)
      parser.write(new TextDecoder().decode(xml)).close()
    }
  } else if (name.endsWith('xls')) {
    events += read(bytes, { dense: true }).SheetNames.length
  } else {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (name.endsWith('html')) parse(text, { sourceCodeLocationInfo: true })
    else count()
  }
}
console.log(events)
