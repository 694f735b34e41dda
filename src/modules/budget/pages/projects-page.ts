import { html } from 'hono/html'
import { type Fen, printWan } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import { PROMISE_FAULTS, promiseKey } from '../domain/check-promises.ts'
import { LINE_KINDS } from '../domain/labels.ts'
import { project } from '../domain/measures.ts'
import { moneyByProject, moneyOfProject, type OverviewProject, sumOf } from '../domain/overview.ts'
import { isIn } from '../domain/predicate.ts'
import { byPromise } from '../domain/promise-facts.ts'
import { targetOf } from '../domain/read-promise.ts'
import { toSql } from '../queries/ledger-sql.ts'
import { listLines } from '../queries/list-lines.ts'
import { loadPurposes, type Purposes } from '../queries/load-purposes.ts'
import { door, type EditionContext, editionPage, factDoor } from './edition-context.ts'
import { citeView, evidenceView, linesView, pathView } from './figure-parts.ts'

/** All projects, the largest first. */
export function projectsPage(context: EditionContext): Page {
  const { found, overview, names, base } = context
  const money = moneyByProject(overview)
  const projects = overview.projects.toSorted(
    (a, b) => (money.get(b.code) ?? 0) - (money.get(a.code) ?? 0),
  )
  const [largest] = projects
  return editionPage(context, {
    title: `${found.ref.year} 年的项目 ${names.department}`,
    crumbs: [{ label: '项目' }],
    body: html`<h1>${
      projects.length === 0
        ? `${found.ref.year} 年没有安排项目`
        : html`${factDoor(context, 'count.projects')}项目，一共 ${projectMoney(context)} 万元`
    }</h1>
<p class="lead">${names.department}。${
      largest
        ? html`最大的是<a href="${base}/projects/${largest.code}">${largest.name}</a>，占 ${factDoor(context, `share.project.${largest.code}`)}。`
        : ''
    }实际支出尚未公布。</p>
${
  projects.length === 0
    ? ''
    : html`<div class="sheet" role="region" tabindex="0" aria-label="项目，可左右滚动"><table><caption>项目<small>金额单位：万元</small></caption>
<thead><tr><th scope="col">项目</th><th scope="col" class="num">金额</th><th scope="col" class="num">占项目支出</th><th scope="col">类型</th><th scope="col" class="num">目标（项）</th><th scope="col" class="num">疑问（处）</th></tr></thead>
<tbody>${projects.map(
        ({ code, name, kind }) =>
          html`<tr><th scope="row"><a href="${base}/projects/${code}">${name}</a><span class="sub">${code}</span></th><td class="num">${amountDoor(context, code, money.get(code) ?? null)}</td><td class="num">${factDoor(context, `share.project.${code}`)}</td><td>${LINE_KINDS[kind]}</td><td class="num">${factDoor(context, `count.promises.${code}`, '')}</td><td class="num">${factDoor(context, `findings.project.${code}`, '')}</td></tr>
`,
      )}</tbody></table></div>`
}`,
  })
}

function projectMoney(context: EditionContext): Html | string {
  const sum = sumOf(context.overview, project)
  return sum === null ? '0.00' : door(context, 'table-3/total/project', printWan(sum))
}

function amountDoor(context: EditionContext, code: string, amount: Fen | null): Html | string {
  return amount === null ? '' : door(context, `table-11/${code}/total`, printWan(amount))
}

/** One project: its money, its targets, what is wrong with them, who answers for it. */
export async function projectPage(
  tx: CountyDb,
  context: EditionContext,
  code: string,
  options: { readonly after: string | undefined; readonly origin: string },
): Promise<Page | undefined> {
  const { found, overview, names, base } = context
  const own = overview.projects.find((known) => known.code === code)
  if (!own) return undefined
  const purposes = await loadPurposes(tx, found.ledger)
  const amount = moneyOfProject(overview, code)
  const when = toSql(isIn('project', code))
  const { lines, next } = await listLines(tx, found.ledger, when, names, options.after)
  const count = overview.groups
    .filter((group) => group.project === code)
    .reduce((sum, group) => sum + group.lines, 0)
  const address = `${base}/projects/${code}`
  const money = amountDoor(context, code, amount)
  return editionPage(context, {
    title: `${own.name} ${found.ref.year} 年`,
    crumbs: [{ href: `${base}/projects`, label: '项目' }, { label: own.name }],
    body: html`<h1>${own.name}：${amount === null ? '没有安排金额' : html`${money} 万元`}</h1>
${pathView(context, purposes, { projects: new Set([code]), money: amount === null ? '没有' : html`${money} 万元`, figure: `table-11/${code}/total` })}
<p class="lead">${LINE_KINDS[own.kind]}项目，占项目支出 ${factDoor(context, `share.project.${code}`)}。定了 ${factDoor(context, `count.promises.${code}`)}目标，其中有疑问的 ${factDoor(context, `findings.project.${code}`)}。实际支出尚未公布。</p>
${targets(context, own)}
${amount === null ? '' : linesView(context, { lines, next, lineCount: count, fen: amount, address: `${base}/table-11/${code}/total` })}
${who(context, purposes, own)}
${whyLinked(context, purposes, code)}
${evidenceView()}
${citeView(context, { what: `项目 ${code} ${own.name}${amount === null ? '' : `，${printWan(amount)} 万元`}`, address, origin: options.origin })}`,
  })
}

function targets(context: EditionContext, { code }: OverviewProject): Html {
  const { overview, findings, base } = context
  const own = overview.indicators.filter(({ project }) => project === code)
  if (own.length === 0) {
    return html`<section aria-labelledby="targets"><h2 id="targets">目标</h2><p class="lead">没有公布这个项目的目标。</p></section>`
  }
  const known = byPromise(findings)
  return html`<section aria-labelledby="targets"><h2 id="targets">目标和疑问</h2>
<div class="sheet" role="region" tabindex="0" aria-label="目标和疑问，可左右滚动"><table><caption>目标和疑问<small>疑问由规则查出，点开看怎样算的</small></caption>
<thead><tr><th scope="col">目标</th><th scope="col">指标值</th><th scope="col">疑问</th><th scope="col">类别</th></tr></thead>
<tbody>${own.map((indicator) => {
    const key = promiseKey(overview, indicator)
    const mine = known.get(key) ?? []
    return html`<tr><th scope="row"><a href="${base}/promises/${key}">${indicator.level3}</a></th><td>${targetOf(indicator) ?? html`<span class="tag late">没有写</span>`}</td><td>${
      mine.length === 0
        ? ''
        : mine.map(
            (finding) =>
              html`<span class="finding ${finding.severity}">${PROMISE_FAULTS[finding.code]}${
                finding.working ? html`　<a href="${base}/${finding.working}">看怎样算的</a>` : ''
              }</span>`,
          )
    }</td><td>${indicator.level1}</td></tr>
`
  })}</tbody></table></div></section>`
}

/** Who answers for the money, as far as anybody has published it. */
function who({ names }: EditionContext, { contacts }: Purposes, project: OverviewProject): Html {
  const contact = contacts.find(({ unit }) => unit === project.unit)
  return html`<section aria-labelledby="who"><h2 id="who">谁负责</h2><div class="sheet"><dl><dt>项目单位</dt><dd>${names.units.get(project.unit)?.name ?? project.unit}　${project.unit}</dd><dt>科室</dt><dd>${contact?.office ?? '公开的文件没有写'}</dd><dt>电话</dt><dd>${
    contact?.telephone
      ? html`<a href="tel:${contact.telephone.replaceAll(' ', '')}">${contact.telephone}</a>`
      : '公开的文件没有写，可以打政务服务便民热线 12345 转问'
  }</dd>${contact ? html`<dt>来源</dt><dd>${contact.source}</dd>` : ''}<dt>项目代码</dt><dd><code>${project.code}</code></dd></dl></div></section>`
}

/** The document links no project to a duty: how the reader drew the line is said. */
function whyLinked(
  { base }: EditionContext,
  { links, tasks, duties }: Purposes,
  code: string,
): Html | string {
  const own = links.filter(({ to }) => to === `project:${code}`)
  if (own.length === 0) return ''
  return html`<section aria-labelledby="linked"><h2 id="linked">为什么归到这项工作</h2><ul class="points">${own.map(
    ({ from, inferred, basis }) => {
      const [kind = '', key = ''] = from.split(':')
      const text =
        kind === 'task'
          ? tasks.find(({ number }) => number === Number(key))?.name
          : duties.find(({ number }) => number === Number(key))?.text
      return html`<li><a href="${base}/document#${kind}-${key}">${text ?? from}</a>：${basis}${inferred ? html` <em class="tag plain">推定，文件没有写</em>` : ''}</li>`
    },
  )}</ul></section>`
}
