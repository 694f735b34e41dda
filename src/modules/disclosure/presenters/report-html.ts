import { type CheckedDocument, type CheckSettings, checkRead } from '../domain/check-disclosure.ts'
import type { PlaceInDocument, RawDocument } from '../domain/document.ts'
import { isOrigin } from '../domain/document.ts'
import { type Disclosure, readDisclosure } from '../domain/read-disclosure.ts'
import { placeText, SEVERITY_LABELS } from './report-text.ts'

/** The check of a document, and its page: the document with the findings marked on the figures. */
export function checkWithPage(
  file: string,
  raw: RawDocument,
  settings: CheckSettings,
): { readonly checked: CheckedDocument; readonly html: string } {
  const disclosure = readDisclosure(raw)
  const checked = checkRead(disclosure, settings)
  return { checked, html: pageOf(file, disclosure, checked) }
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
}

function pageOf(file: string, disclosure: Disclosure, checked: CheckedDocument): string {
  const marks = new Map<string, number[]>()
  const add = (key: string, at: number): void => {
    const list = marks.get(key) ?? []
    if (!list.includes(at)) marks.set(key, [...list, at])
  }
  for (const [at, { places }] of checked.findings.entries()) {
    for (const place of places) add(keyOf(place), at)
  }
  const counts = Object.entries(SEVERITY_LABELS)
    .map(
      ([severity, label]) =>
        [label, checked.findings.filter((one) => one.severity === severity).length] as const,
    )
    .filter(([, count]) => count > 0)
    .map(([label, count]) => `${count} 处${label}`)
  const known = checked.tables.filter(({ kind }) => kind !== 'other').length
  return `<article class="doc"><div class="paper"><header><h2>${escapeHtml(file)}</h2><span class="tag">认出 ${known} / ${checked.tables.length} 表　读懂数字 ${(checked.understood * 100).toFixed(1)}%</span></header><section class="both" aria-live="polite"><p class="hint">点右边的一条，这里并排显示它说的几处。</p></section><div class="text">${bodyOf(disclosure, checked, marks)}</div></div><div class="list"><h3>${counts.join('　') || '没有发现问题'}</h3>${checked.findings.map(cardOf).join('')}</div></article>`
}

function keyOf({ table, row, column, line }: PlaceInDocument): string {
  if (table !== null && row !== null && column !== null) return `t${table}r${row}c${column}`
  return table !== null ? `t${table}` : `p${line ?? 0}`
}

function cardOf(finding: CheckedDocument['findings'][number], at: number): string {
  const places = finding.places.map(keyOf)
  const figures =
    finding.stated === null && finding.expected === null
      ? ''
      : `<p class="two"><span>写的是 <b>${escapeHtml(finding.stated ?? '（空）')}</b></span>${finding.expected === null ? '' : `<span>应为 <b>${escapeHtml(finding.expected)}</b></span>`}</p>`
  return `<button type="button" class="card ${finding.severity}" data-places="${places.join(' ')}"><span class="kind">${SEVERITY_LABELS[finding.severity]}</span><sup>${at + 1}</sup> ${escapeHtml(finding.message)}${figures}<span class="where">${finding.places
    .slice(0, 4)
    .map((place) => escapeHtml(placeText(place)))
    .join('<br>')}</span></button>`
}

function bodyOf(
  disclosure: Disclosure,
  checked: CheckedDocument,
  marks: ReadonlyMap<string, readonly number[]>,
): string {
  const parts: string[] = []
  const byLine = new Map<number, { at: number; text: string }[]>()
  for (const [at, { places }] of checked.findings.entries()) {
    for (const place of places) {
      if (place.table !== null || place.line === null) continue
      const list = byLine.get(place.line) ?? []
      list.push({
        at,
        text: /[-\d.,]+(?:亿元|万元|千元|元|万|%|辆)?$/.exec(place.text ?? '')?.[0] ?? '',
      })
      byLine.set(place.line, list)
    }
  }
  for (const { text, line, part } of disclosure.framed.paragraphs) {
    if (part === 'tables') continue
    const here = line === null ? undefined : byLine.get(line)
    parts.push(`<p id="p${line ?? ''}">${here ? markText(text, here) : escapeHtml(text)}</p>`)
  }
  for (const { table } of disclosure.tables) {
    parts.push(
      `<div class="table" id="t${table.number}"><h4>第${table.number}张表　${escapeHtml(table.title || '（没有标题）')}${table.unit ? `　单位：${table.unit}` : ''}</h4><div class="scroll"><table>`,
    )
    for (const [row, slots] of table.grid.entries()) {
      const isHeading = table.heading.includes(row)
      const cells = slots.map((cell, column) => {
        if (cell !== null && !isOrigin(cell, row, column)) return ''
        const key = `t${table.number}r${row + 1}c${column + 1}`
        const own = marks.get(key)
        const span = cell
          ? `${cell.colSpan > 1 ? ` colspan="${cell.colSpan}"` : ''}${cell.rowSpan > 1 ? ` rowspan="${cell.rowSpan}"` : ''}`
          : ''
        const text = escapeHtml(cell?.text ?? '')
        const tag = isHeading ? 'th' : 'td'
        const inner = own
          ? `<mark>${text || '（空）'}<sup>${own.map((at) => at + 1).join(',')}</sup></mark>`
          : text
        return `<${tag}${span}${own ? ` id="${key}"` : ''}${/^-?[\d,.]+%?$/.test(cell?.text.trim() ?? '') ? ' class="num"' : ''}>${inner}</${tag}>`
      })
      parts.push(`<tr${isHeading ? ' class="head"' : ''}>${cells.join('')}</tr>`)
    }
    parts.push('</table></div></div>')
  }
  return parts.join('\n')
}

/** Marks each number once with the findings that speak of it. */
function markText(text: string, here: readonly { at: number; text: string }[]): string {
  const spots = new Map<number, { end: number; ats: number[] }>()
  const loose: number[] = []
  for (const { at, text: wanted } of here) {
    // blanks inside the sentence were dropped when it was read
    const pattern = [...wanted]
      .map((char) => char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s*')
    const match = wanted === '' ? null : new RegExp(`(?<![\\d.])${pattern}`).exec(text)
    if (!match) {
      if (!loose.includes(at)) loose.push(at)
      continue
    }
    const spot = spots.get(match.index) ?? { end: match.index + match[0].length, ats: [] }
    if (!spot.ats.includes(at)) spot.ats.push(at)
    spots.set(match.index, spot)
  }
  let out = ''
  let from = 0
  for (const [start, { end, ats }] of [...spots].sort((a, b) => a[0] - b[0])) {
    if (start < from) continue
    out += `${escapeHtml(text.slice(from, start))}<mark>${escapeHtml(text.slice(start, end))}<sup>${ats.map((at) => at + 1).join(',')}</sup></mark>`
    from = end
  }
  out += escapeHtml(text.slice(from))
  return loose.length > 0
    ? `<mark class="whole">${out}<sup>${loose.map((at) => at + 1).join(',')}</sup></mark>`
    : out
}

/** One file that works without a network: styles and the little script are inside. */
export const HTML_HEAD = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>审查公开文本</title><style>
:root{--paper:#faf9f4;--ink:#1d2129;--ink-2:#5a6472;--line:#d8d5cb;--cinnabar:#ab2f22;--cinnabar-wash:#fbe9e6;--malachite:#1f6f4f;--malachite-wash:#e4f2ea;--azurite:#17577f;--gold-wash:#fbf0d5}
*{box-sizing:border-box}body{margin:0;font:16px/1.7 "Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;color:var(--ink);background:#fff}
.doc{display:grid;grid-template-columns:minmax(0,1.2fr) minmax(320px,1fr);height:100vh;border-bottom:8px solid var(--azurite)}
.paper{background:var(--paper);border-right:1px solid var(--line);display:flex;flex-direction:column;min-height:0}
.paper header{padding:10px 22px;border-bottom:1px solid var(--line);background:#fff;display:flex;gap:14px;align-items:baseline;flex-wrap:wrap}h2{font-size:17px;margin:0;overflow-wrap:anywhere}
.tag{background:#eeeadd;border-radius:999px;padding:1px 12px;font-size:14px}
.both{border-bottom:2px solid var(--azurite);padding:10px 22px;max-height:46vh;overflow:auto;background:#fff}.hint{color:var(--ink-2);margin:0}
.text{padding:14px 22px;overflow:auto;flex:1;font-family:"Noto Serif SC","Songti SC",SimSun,serif}
.table{margin:18px 0}.scroll{overflow-x:auto}table{border-collapse:collapse;background:#fff;font:13px/1.5 "Noto Sans SC","PingFang SC",sans-serif}td,th{border:1px solid var(--line);padding:3px 8px;vertical-align:top}th{color:var(--ink-2);font-weight:400;background:#f4f2ea}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}h4{margin:0 0 6px;font-size:15px}
mark{background:var(--cinnabar-wash);border-bottom:2px solid var(--cinnabar);color:inherit}mark sup{font-size:11px;color:var(--cinnabar)}mark.whole{background:none}mark.now{background:#ffd9d2;outline:2px solid var(--cinnabar)}
.list{padding:14px 18px;overflow:auto}h3{margin:0 0 10px;font-size:18px}
.card{display:block;width:100%;text-align:left;font:inherit;background:#fff;border:1px solid var(--line);border-radius:8px;padding:10px 14px;margin:0 0 10px;cursor:pointer}.card[aria-pressed=true],.card:focus-visible{border:2px solid var(--azurite);outline:none}
.kind{border-radius:4px;padding:0 8px;font-size:14px}.error .kind{background:var(--cinnabar-wash);color:var(--cinnabar)}.warning .kind,.advice .kind{background:var(--gold-wash)}.reading .kind{background:#e6eef4}
.two{display:flex;gap:18px;margin:6px 0 0}.where{display:block;color:var(--ink-2);font-size:14px;margin-top:6px}
@media (max-width:900px){.doc{display:block;height:auto}.both{position:sticky;top:0;z-index:1}}@media print{.doc{display:block;height:auto}.text,.list,.both{overflow:visible;max-height:none}}
</style></head><body>`

export const HTML_TAIL = `<script>
document.addEventListener('click',function(event){
var card=event.target.closest('.card');if(!card)return;
var doc=card.closest('.doc');doc.querySelectorAll('.card').forEach(function(one){one.setAttribute('aria-pressed',String(one===card))});
var both=doc.querySelector('.both');both.textContent='';var seen={};
var number=card.querySelector('sup').textContent;
card.dataset.places.split(' ').slice(0,12).forEach(function(key){
if(!key)return;var row=/^(t\\d+)r(\\d+)/.exec(key);var label=document.createElement('p');label.className='hint';
if(row){var id=row[1]+'r'+row[2];if(seen[id])return;seen[id]=1;var cell=doc.querySelector('#'+key);if(!cell)return;var table=cell.closest('table');var holder=cell.closest('.table');label.textContent=holder.querySelector('h4').textContent+'　第'+row[2]+'行';
var copy=document.createElement('table');table.querySelectorAll('tr.head').forEach(function(head){copy.append(head.cloneNode(true))});copy.append(cell.closest('tr').cloneNode(true));both.append(label);var scroll=document.createElement('div');scroll.className='scroll';scroll.append(copy);both.append(scroll)}
else{if(seen[key])return;seen[key]=1;var node=doc.querySelector('#'+key);if(!node)return;label.textContent=key[0]==='p'?'说明　第'+key.slice(1)+'行':'';both.append(label);var part=node.cloneNode(key[0]==='p');if(key[0]!=='p')part.append(node.querySelector('h4').cloneNode(true));both.append(part)}
});
both.querySelectorAll('[id]').forEach(function(one){one.removeAttribute('id')});
both.querySelectorAll('mark').forEach(function(mark){var sup=mark.querySelector('sup');if(sup&&sup.textContent.split(',').indexOf(number)>=0)mark.classList.add('now')});
if(!both.firstChild)both.textContent='这一条说的是整个文件。';
});
</script></body></html>`
