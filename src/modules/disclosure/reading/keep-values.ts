/**
 * Kinds of records, Excel 95 and later, that hold values, how they are shown, which sheets there are
 * and what is merged ([MS-XLS] 2.3).
 */
const KEPT: ReadonlySet<number> = new Set([
  // beginning and end of a part, password, code page, kind of dates, sheets
  0x0809, 0x000a, 0x002f, 0x0042, 0x0022, 0x0085,
  // common texts and how they go on, formats, styles of cells
  0x00fc, 0x003c, 0x041e, 0x00e0,
  // size, merged cells
  0x0200, 0x00e5,
  // cells: blank, number, text, truth or error, several in one record, text of the common list
  0x0201, 0x0203, 0x0204, 0x0205, 0x027e, 0x00bd, 0x00be, 0x00fd, 0x00d6,
  // a formula, and the text that it yielded
  0x0006, 0x0207,
])
/** The same of older programs, whose formulas are laid out otherwise and are left out. */
const KEPT_OLD: ReadonlySet<number> = new Set([
  0x0009, 0x0209, 0x0409, 0x000a, 0x002f, 0x0042, 0x0022, 0x001e, 0x041e, 0x0043, 0x0243, 0x0443,
  0x0000, 0x0200, 0x0001, 0x0201, 0x0002, 0x0003, 0x0203, 0x0004, 0x0204, 0x0005, 0x0205, 0x027e,
])
const FIRST_KIND = 0x0809
const FORMULA = 0x0006
const CONTINUE = 0x003c
/** A kind that is nothing to anybody. */
const NOTHING = 0x0fff
/** Of a formula only its place and result are kept; its words come after these bytes. */
const RESULT = 20

/**
 * A stream of a binary workbook with its values only. Formulas, names, drawings and conditions are
 * blanked before the library sees them: broken ones make it go round for ever, and we need none.
 * Every record stays in its place, for sheets are found by it.
 */
export function keepValues(stream: Uint8Array): Uint8Array {
  const out = new Uint8Array(stream)
  const view = new DataView(out.buffer)
  const kept = view.getUint16(0, true) === FIRST_KIND ? KEPT : KEPT_OLD
  let at = 0
  let isKept = false
  while (at + 4 <= out.length) {
    const kind = view.getUint16(at, true)
    const end = at + 4 + view.getUint16(at + 2, true)
    // the last record of a file that was cut off
    if (end > out.length) break
    // a record that goes on is kept as its beginning was
    if (kind !== CONTINUE) isKept = kept.has(kind)
    if (!isKept) view.setUint16(at, NOTHING, true)
    else if (kind === FORMULA) out.fill(0, Math.min(at + 4 + RESULT, end), end)
    at = end
  }
  return out.subarray(0, at)
}
