import { html } from 'hono/html'
import { type Fen, printYuan } from '../../../kernel/money.ts'
import type { Html } from '../../../platform/page/index.ts'
import { figureLink } from '../../../platform/page/index.ts'
import { lineAddress } from '../domain/address.ts'
import { type ComparedFigure, explainGap } from '../domain/compare-printed.ts'
import type { FactRecord, FactTerm } from '../domain/fact.ts'
import { nameOfVersion } from '../domain/version-name.ts'
import type { FigureLine } from '../queries/list-lines.ts'
import { type ProjectPath, type Purposes, pathOf } from '../queries/load-purposes.ts'
import { door, type EditionContext, messageView, type NamedEdition } from './edition-context.ts'

/** 相加: the ledger lines that add up to a figure, one page of them. */
export function linesView(
  context: EditionContext,
  of: {
    readonly lines: readonly FigureLine[]
    readonly lineCount: number
    readonly next: string | null
    readonly fen: Fen
    readonly address: string
  },
): Html {
  const { found, names, facts } = context
  // a department with one unit need not say so in each row
  const units = names.units.size > 2
  const hasTargets = of.lines.some(({ project }) => project !== null)
  const cells = (units ? 1 : 0) + (hasTargets ? 1 : 0) + 3
  return html`<section aria-labelledby="lines"><h2 id="lines">相加</h2>
<div class="sheet" role="region" tabindex="0" aria-label="相加，可左右滚动"><table><caption>共 ${of.lineCount} 笔，从大到小<small>单位：元</small></caption>
<thead><tr><th scope="col">用途</th><th scope="col" class="num">金额</th>${units ? html`<th scope="col">单位</th>` : ''}<th scope="col">功能科目</th><th scope="col">部门经济科目</th><th scope="col">资金</th>${hasTargets ? html`<th scope="col" class="num">目标</th>` : ''}</tr></thead>
<tbody>${of.lines.map((line) => {
    const promises = line.project && facts.get(`count.promises.${line.project}`)
    return html`<tr><th scope="row">${
      line.project
        ? html`<a href="${context.base}/projects/${line.project}">${line.projectName ?? ''}</a>`
        : (line.deptEconomicName ?? line.kindLabel)
    }<span class="sub">${line.kindLabel}</span></th><td class="num">${figureLink(
      lineAddress(found.ref, found.edition.number, {
        version: nameOfVersion(line.sequence),
        number: line.number,
      }),
      printYuan(line.fen),
    )}</td>${units ? html`<td>${line.unitName}<span class="sub">${line.unit}</span></td>` : ''}<td>${line.functionName ?? ''}<span class="sub">${line.function ?? ''}</span></td><td>${line.deptEconomicName ?? ''}<span class="sub">${line.deptEconomic ?? ''}</span></td><td>${line.fundName}<span class="sub">${line.carried ? `${line.originYear} 年结转` : '本年'}</span></td>${hasTargets ? html`<td class="num">${promises ? door(context, `facts/${promises.key}`, `${promises.text} 项`) : ''}</td>` : ''}</tr>
`
  })}${
    of.next
      ? ''
      : html`<tr class="sum"><th scope="row">合计</th><td class="num">${figureLink(of.address, printYuan(of.fen))}</td><td colspan="${cells}"></td></tr>`
  }</tbody></table></div>${
    of.next
      ? html`<p class="lead">全部 ${of.lineCount} 笔合计 ${figureLink(of.address, printYuan(of.fen))} 元。<a href="${of.address}?after=${of.next}">看后面的</a></p>`
      : ''
  }</section>`
}

/** 计算: what a figure is computed from, each a door again. */
export function termsView(
  context: EditionContext,
  of: { readonly definition: string; readonly terms: readonly FactTerm[]; readonly result: Html },
): Html {
  return html`<section aria-labelledby="terms"><h2 id="terms">计算</h2>
<div class="sheet" role="region" tabindex="0" aria-label="计算，可左右滚动"><table><caption>${of.definition}</caption>
<thead><tr><th scope="col">项目</th><th scope="col" class="num">数</th><th scope="col">单位</th></tr></thead>
<tbody>${of.terms.map(
    ({ sign, label, text, unit, figure }) =>
      html`<tr><th scope="row">${SIGN_WORDS[sign]}${label}</th><td class="num">${figure ? door(context, figure, text) : text}</td><td>${unit}</td></tr>
`,
  )}${of.result}</tbody></table></div></section>`
}

const SIGN_WORDS: Readonly<Record<FactTerm['sign'], string>> = {
  '': '',
  '+': '加：',
  '−': '减：',
  '×': '乘：',
  '÷': '除以：',
}

/** 相加 of a count: the records, one counting as one. */
export function recordsView(context: EditionContext, records: readonly FactRecord[]): Html {
  if (records.length === 0) {
    return html`<section aria-labelledby="records"><h2 id="records">相加</h2><p class="lead">现在一项也没有。</p></section>`
  }
  return html`<section aria-labelledby="records"><h2 id="records">相加</h2>
<div class="sheet" role="region" tabindex="0" aria-label="相加，可左右滚动"><table><caption>一行算一个，共 ${records.length} 个</caption>
<thead><tr><th scope="col">名称</th><th scope="col">说明</th></tr></thead>
<tbody>${records.map(
    ({ label, detail, address }) =>
      html`<tr><th scope="row"><a href="${context.base}/${address}">${label}</a></th><td>${messageView(context, detail)}</td></tr>
`,
  )}</tbody></table></div></section>`
}

/** 原文: where the published document prints this figure, and whether it says the same. */
export function printedView(
  context: EditionContext,
  compared: readonly ComparedFigure[],
  amount: Fen | null | undefined,
): Html {
  const isRead = context.overview.printed.length > 0
  if (compared.length === 0) {
    return html`<section aria-labelledby="printed"><h2 id="printed">原文</h2><p class="lead">${
      isRead ? '公开的文件没有印这个数字，它由账目算出。' : '公开的文件还没有录入，暂时不能对照。'
    }</p></section>`
  }
  const differ = compared.some(({ agreement }) => agreement === 'different')
  return html`<section aria-labelledby="printed"><h2 id="printed">原文</h2>
<p class="lead">${differ ? '公开的文件有的地方写得与账不同。' : '公开的文件写的与账相同。'}</p>
<div class="sheet" role="region" tabindex="0" aria-label="原文，可左右滚动"><table><caption>公开的文件印在哪里、印的是多少</caption>
<thead><tr><th scope="col">出处</th><th scope="col" class="num">印的</th><th scope="col">与账</th></tr></thead>
<tbody>${compared.map(
    (figure) =>
      html`<tr${figure.agreement === 'different' ? html` class="both"` : ''}><th scope="row"><a href="${context.base}/document">${figure.place}</a></th><td class="num">${figure.printed}</td><td>${AGREEMENTS[figure.agreement]}${why(context, figure, amount)}</td></tr>
`,
  )}</tbody></table></div></section>`
}

const AGREEMENTS = {
  same: html`<span class="tag ok">相同</span>`,
  coarser: html`<span class="tag plain">相同，少写了小数</span>`,
  different: html`<span class="tag late">不同</span>`,
} as const

function why(
  context: EditionContext,
  { agreement, printed, note }: ComparedFigure,
  amount: Fen | null | undefined,
): Html | string {
  if (agreement !== 'different') return note ? html`<span class="sub">${note}</span>` : ''
  const gap = amount === undefined ? undefined : explainGap(context.overview, printed, amount)
  return html`<span class="sub">${note ?? '原因文件没有说。'}</span>${
    gap
      ? html`<span class="sub">相差 ${door(context, gap.figure, gap.text)} 万元，正好等于${gap.label}。</span>`
      : ''
  }`
}

/** 记录: what has been done with the money. Nothing has been recorded yet, and that is said. */
export function evidenceView(): Html {
  return html`<section aria-labelledby="evidence"><h2 id="evidence">记录</h2><p class="lead">尚无记录。支付、合同和办件接入以后，这里列出花掉的每一笔和办成的每一件。</p></section>`
}

/** 职责 → 任务 → 资金 → 目标 → 证据, for the projects behind a figure. */
export function pathView(
  context: EditionContext,
  purposes: Purposes,
  of: {
    readonly projects: ReadonlySet<string>
    readonly money: Html | string
    /** Address inside the edition of the figure that the projects belong to. */
    readonly figure: string
  },
): Html | string {
  if (of.projects.size === 0) return ''
  const path = pathOf(purposes, of.projects)
  const inferred = html` <em class="tag plain">推定</em>`
  const [project = ''] = of.projects
  const targets =
    of.projects.size === 1
      ? door(context, `facts/count.promises.${project}`, countOf(context, of.projects))
      : door(context, `promises?of=${of.figure}`, countOf(context, of.projects))
  return html`<ol class="path" aria-label="从职责到证据"><li><b>职责</b>${namesOf(
    path.duties.map(({ duty }) => ({
      href: `${context.base}/document#duty-${duty.number}`,
      text: `第 ${duty.number} 项`,
    })),
  )}${isInferred(path.duties) ? inferred : ''}</li><li><b>任务</b>${namesOf(
    path.tasks.map(({ number, name }) => ({
      href: `${context.base}/document#task-${number}`,
      text: name,
    })),
  )}${isInferred(path.tasks) ? inferred : ''}</li><li><b>资金</b>${of.money}</li><li><b>目标</b>${targets} 项</li><li><b>证据</b>尚无记录</li></ol>`
}

function countOf({ facts }: EditionContext, projects: ReadonlySet<string>): string {
  let sum = 0
  for (const code of projects) sum += Number(facts.get(`count.promises.${code}`)?.text ?? '0')
  return String(sum)
}

function namesOf(of: readonly { readonly href: string; readonly text: string }[]): Html | string {
  if (of.length === 0) return '没有写'
  return html`${of.map(({ href, text }, at) => html`${at === 0 ? '' : '、'}<a href="${href}">${text}</a>`)}`
}

function isInferred(of: ProjectPath['duties'] | ProjectPath['tasks']): boolean {
  return of.some(({ link }) => link.inferred)
}

/** What people copy into a letter or an article. */
export function citeView(
  { found, names }: NamedEdition,
  of: {
    readonly what: string
    readonly address: string
    readonly origin: string
    readonly json?: boolean
  },
): Html {
  const { ref, edition } = found
  return html`<section aria-labelledby="cite"><h2 id="cite">引用</h2><p class="cite">${names.department}：${ref.year} 年部门预算，公开第 ${edition.number} 版，${of.what}。<a href="${of.address}">${of.origin}${of.address}</a></p>
<p class="note">这个地址不会变。定版校验码 <code>${edition.contentHash.slice(0, 16)}</code>${of.json ? html`　<a href="/api/v1${of.address}">同样的内容（JSON）</a>` : ''}</p></section>`
}
