import type { Finding } from '../../../kernel/finding.ts'
import type { DocumentDraft, DocumentPart, PrintedFigure } from './document-draft.ts'
import {
  type Cells,
  column,
  FolderReader,
  mayBeBlank,
  PROJECT_CODE,
  UNIT_CODE,
} from './folder-reader.ts'

const PART_COLUMNS = [
  column('key', '部分'),
  column('place', '出处'),
  column('title', '标题'),
  column('summary', '内容'),
  mayBeBlank('answers', '由什么回答'),
]
const PRINTED_COLUMNS = [
  column('figure', '数字的地址'),
  column('printed', '原文'),
  column('place', '出处'),
  mayBeBlank('note', '说明'),
]
const ANSWER_COLUMNS = [
  column('item', '职责或任务'),
  column('system', '系统'),
  column('basis', '依据'),
]
const MEASURE_COLUMNS = [
  mayBeBlank('owner', '项目代码'),
  column('number', '序号'),
  column('measure', '口径'),
]
const CONTACT_COLUMNS = [
  column('unit', '单位代码'),
  column('office', '科室'),
  mayBeBlank('telephone', '电话'),
  column('source', '来源'),
]
const KNOWN_FILES = ['parts.csv', 'printed.csv', 'answers.csv', 'measures.csv', 'contacts.csv']

const ADDRESS =
  /^(table-[1-9]\d?\/[0-9A-Za-z._]{1,80}\/[a-z_]{1,40}|facts\/[0-9a-z_.-]{1,80}|stated\/[0-9a-z_.]{1,80})$/
const ANSWER =
  /^(table-[1-9]\d?|tables|projects|promises|words|document|facts\/[0-9a-z_.-]{1,80}|stated\/[0-9a-z_.]{1,80}|system:[1-9]\d?)$/

/**
 * Reads the reading of a published document. `docs/budget-folder.md` describes the files for
 * people; none is required.
 */
export function parseDocument(texts: ReadonlyMap<string, string>): {
  draft: DocumentDraft
  findings: Finding[]
} {
  const findings: Finding[] = []
  const reader = new FolderReader(KNOWN_FILES, texts, findings)
  const draft = {
    parts: reader.read('parts.csv', PART_COLUMNS, readPart, 'optional'),
    printed: reader.read('printed.csv', PRINTED_COLUMNS, readPrinted, 'optional'),
    answers: reader.read(
      'answers.csv',
      ANSWER_COLUMNS,
      (cells) => ({
        item: cells.code('item', /^(duty|task|aim):\d{1,4}$/, 'duty:1、task:1 或 aim:1') ?? '',
        system: cells.integer('system', 1, 99, '系统的序号'),
        basis: cells.text('basis'),
      }),
      'optional',
    ),
    measures: reader.read(
      'measures.csv',
      MEASURE_COLUMNS,
      (cells) => ({
        owner: cells.code('owner', PROJECT_CODE, '项目代码，部门的指标空着') ?? '',
        number: cells.integer('number', 1, 9999, '1 到 9999 的序号'),
        measure: cells.code('measure', /^[a-z][a-z0-9_]{0,60}$/, '小写字母的口径名') ?? '',
      }),
      'optional',
    ),
    contacts: reader.read(
      'contacts.csv',
      CONTACT_COLUMNS,
      (cells) => ({
        unit: cells.code('unit', UNIT_CODE, '单位代码') ?? '',
        office: cells.text('office'),
        telephone: cells.code('telephone', /^[0-9][0-9 -]{2,19}$/, '电话号码'),
        source: cells.text('source'),
      }),
      'optional',
    ),
  }
  for (const file of texts.keys()) reader.refuseUnknown(file)
  return { draft, findings }
}

function readPart(cells: Cells): DocumentPart {
  const answers = cells.text('answers').split(/\s+/).filter(Boolean)
  const strange = answers.find((answer) => !ANSWER.test(answer))
  if (strange !== undefined) {
    cells.say('answers', 'bad_answer', `“${strange}”不是本系统的地址，例如 table-1 或 system:4。`)
  }
  return {
    key: cells.code('key', /^[a-z]+(\.\d{1,3}){0,3}$/, 'statement.1 这样的名称') ?? '',
    place: cells.text('place'),
    title: cells.text('title'),
    summary: cells.text('summary'),
    answers,
  }
}

function readPrinted(cells: Cells): PrintedFigure {
  return {
    figure: cells.code('figure', ADDRESS, '一个数字的地址，例如 table-1/income.total/amount') ?? '',
    printed: cells.text('printed'),
    place: cells.text('place'),
    note: cells.optional('note'),
  }
}
