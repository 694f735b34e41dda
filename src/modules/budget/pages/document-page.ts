import { html } from 'hono/html'
import { printWan } from '../../../kernel/money.ts'
import type { CountyDb } from '../../../platform/db/index.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import { promiseKey } from '../domain/check-promises.ts'
import type { DocumentPart, PrintedFigure } from '../domain/document-draft.ts'
import { moneyByProject } from '../domain/overview.ts'
import { targetOf } from '../domain/read-promise.ts'
import { TABLES } from '../domain/tables.ts'
import { listPrinted } from '../queries/load-overview.ts'
import { loadPurposes, type Purposes } from '../queries/load-purposes.ts'
import { printedCellsOf } from './cell-view.ts'
import { door, type EditionContext, editionPage, factDoor } from './edition-context.ts'

/**
 * 原件: the published document part by part, in own words with the place, each leading to what
 * answers it or marked 尚未建.
 */
export async function documentPage(tx: CountyDb, context: EditionContext): Promise<Page> {
  const { found, names } = context
  const purposes = await loadPurposes(tx, found.ledger)
  const { edition, ref } = found
  return editionPage(context, {
    title: `原件对照 ${ref.year} 年部门预算 ${names.department}`,
    crumbs: [{ label: '原件对照' }],
    body: html`<h1>公开的文件写了什么，这里由什么回答</h1>
<p class="lead">${edition.document ? `《${edition.document}》。` : ''}逐段列出，用自己的话转述；能点开的已经建好，没有建的写明“尚未建”。${edition.source}<a href="${context.base}/differences">只看与账不同的数字</a></p>
${duties(context, purposes)}
${aimsAndTasks(context, purposes)}
${parts(
  context,
  purposes.parts.filter(({ key }) => key.startsWith('overview.')),
  '概况',
)}
${parts(
  context,
  purposes.parts.filter(({ key }) => key.startsWith('statement.')),
  '预算情况说明',
)}
${parts(
  context,
  purposes.parts.filter(({ key }) => key.startsWith('glossary.')),
  '名词解释',
)}
${parts(
  context,
  purposes.parts.filter(({ key }) => key === 'annex'),
  '附件',
)}
${tables(context, await listPrinted(tx, found.ledger))}
${projects(context)}
${promises(context)}
${stated(context)}`,
  })
}

function duties(context: EditionContext, purposes: Purposes): Html | string {
  if (purposes.duties.length === 0) return ''
  return html`<section aria-labelledby="duties"><h2 id="duties">职责</h2><ol class="walk">${purposes.duties.map(
    ({ number, text, place }) =>
      html`<li id="duty-${number}" data-item="duty">${text}<span class="sub">${place ?? ''}</span>${linked(context, purposes, `duty:${number}`)}${systems(context, purposes, `duty:${number}`)}</li>
`,
  )}</ol></section>`
}

function aimsAndTasks(context: EditionContext, purposes: Purposes): Html | string {
  const { aims, tasks } = purposes
  if (aims.length + tasks.length === 0) return ''
  return html`<section aria-labelledby="tasks"><h2 id="tasks">年度目标和任务</h2><ul class="walk">${aims.map(
    ({ number, text }) =>
      html`<li id="aim-${number}" data-item="aim"><b>年度目标 ${number}</b>　${text}<span class="sub">表12 上部</span>${linked(context, purposes, `aim:${number}`)}${systems(context, purposes, `aim:${number}`)}</li>
`,
  )}${tasks.map(
    ({ number, name, content }) =>
      html`<li id="task-${number}" data-item="task"><b>${name}</b>　${content}<span class="sub">表12 上部</span>${linked(context, purposes, `task:${number}`)}${systems(context, purposes, `task:${number}`)}</li>
`,
  )}</ul></section>`
}

/** The tasks and projects that a duty, aim or task leads to. */
function linked(
  { base, overview }: EditionContext,
  { links, tasks }: Purposes,
  item: string,
): Html | string {
  const own = links.filter(({ from }) => from === item)
  if (own.length === 0) return ''
  return html`<p class="answers"><b>由它来做</b>${own.map(({ to, inferred }) => {
    const [kind, key = ''] = to.split(':')
    const name =
      kind === 'task'
        ? tasks.find(({ number }) => number === Number(key))?.name
        : overview.projects.find(({ code }) => code === key)?.name
    const href = kind === 'task' ? `#task-${key}` : `${base}/projects/${key}`
    return html`<a href="${href}">${name ?? key}</a>${inferred ? html`<em class="tag plain">推定</em>` : ''}`
  })}</p>`
}

function systems(context: EditionContext, { answers }: Purposes, item: string): Html | string {
  const own = answers.filter((answer) => answer.item === item)
  if (own.length === 0) return ''
  return html`<p class="answers"><b>由它回答</b>${own.map(({ system }) => systemView(context, system))}</p>`
}

/** Where a system can be seen is told of the county of the demonstration only. */
function systemView({ reference, found }: EditionContext, number: number): Html {
  const system = reference.systems.get(number)
  const name = system?.name ?? `系统 ${number}`
  if (system?.state !== 'works' && system?.state !== 'partly') {
    return html`<span>${name}</span><em class="tag soon">尚未建</em>`
  }
  return system.where?.startsWith(`/${found.ref.county}/`)
    ? html`<a href="${system.where}">${name}</a>`
    : html`<span>${name}</span><em class="tag ok">${system.state === 'works' ? '已建' : '部分已建'}</em>`
}

function parts(context: EditionContext, of: readonly DocumentPart[], title: string): Html | string {
  if (of.length === 0) return ''
  const id = (of[0]?.key ?? '').split('.')[0] ?? ''
  return html`<section aria-labelledby="part-${id}"><h2 id="part-${id}">${title}</h2><ul class="walk">${of.map(
    (part) =>
      html`<li id="${part.key}" data-item="${id}"><b>${part.title}</b>　${part.summary}<span class="sub">${part.place}</span><p class="answers"><b>由它回答</b>${
        part.answers.length === 0
          ? html`<em class="tag soon">尚未建</em>`
          : part.answers.map((answer) => answerView(context, answer))
      }</p></li>
`,
  )}</ul></section>`
}

/** An answer of a part: a page of the edition, or a system. */
function answerView(context: EditionContext, answer: string): Html {
  const { base, facts, found, overview } = context
  const system = /^system:(\d+)$/.exec(answer)?.[1]
  if (system !== undefined) return systemView(context, Number(system))
  if (answer.startsWith('facts/')) {
    const fact = facts.get(answer.slice('facts/'.length))
    return fact
      ? html`<a href="${base}/${answer}">${fact.title}</a>`
      : html`<em class="tag soon">尚未建</em>`
  }
  if (answer.startsWith('stated/')) {
    const place = overview.printed.find(({ figure }) => figure === answer)?.place
    return place
      ? html`<a href="${base}/${answer}">原文写的数</a>`
      : html`<em class="tag soon">尚未建</em>`
  }
  const table = /^table-(\d+)$/.exec(answer)?.[1]
  if (table !== undefined) return html`<a href="${base}/${answer}">表${table}</a>`
  if (answer === 'words') return html`<a href="/${found.ref.county}/budget/words">名词</a>`
  const words: Readonly<Record<string, string>> = {
    tables: '十三张表',
    projects: '项目',
    promises: '目标',
    document: '原件对照',
  }
  return html`<a href="${base}/${answer}">${words[answer] ?? answer}</a>`
}

function tables({ base }: EditionContext, printed: readonly PrintedFigure[]): Html {
  return html`<section aria-labelledby="tables"><h2 id="tables">十三张表</h2><ul class="walk">${TABLES.map(
    ({ number, title }) =>
      html`<li data-item="table"><b>表${number}</b>　${title}<span class="sub">附件</span><p class="answers"><b>由它回答</b><a href="${base}/table-${number}">按账</a>${
        printedCellsOf(printed, number)
          ? html`<a href="${base}/table-${number}/printed">原文</a>`
          : html`<span>原文</span><em class="tag soon">尚未录入</em>`
      }</p></li>
`,
  )}</ul></section>`
}

function projects(context: EditionContext): Html | string {
  const { base, overview } = context
  if (overview.projects.length === 0) return ''
  const money = moneyByProject(overview)
  return html`<section aria-labelledby="projects"><h2 id="projects">${factDoor(context, 'count.projects')}项目</h2><ul class="walk short">${overview.projects.map(
    ({ code, name }) => {
      const amount = money.get(code) ?? null
      return html`<li data-item="project"><a href="${base}/projects/${code}">${name}</a>${amount === null ? '' : html`　${door(context, `table-11/${code}/total`, printWan(amount))} 万元`}<span class="sub">表11、表13</span></li>
`
    },
  )}</ul></section>`
}

function promises(context: EditionContext): Html | string {
  const { overview } = context
  if (overview.indicators.length === 0) return ''
  const groups = [
    {
      name: '整个部门',
      own: overview.indicators.filter(({ project }) => project === null),
      place: '表12',
    },
    ...overview.projects.map(({ code, name }) => ({
      name,
      own: overview.indicators.filter(({ project }) => project === code),
      place: '表13',
    })),
  ].filter(({ own }) => own.length > 0)
  return html`<section aria-labelledby="promises"><h2 id="promises">${factDoor(context, 'count.promises')}目标</h2>${groups.map(
    ({ name, own, place }) =>
      html`<details><summary>${name}<span class="sub">${place}，${own.length} 项</span></summary><ul class="walk short">${own.map(
        (indicator) =>
          html`<li data-item="promise"><a href="promises/${promiseKey(overview, indicator)}">${indicator.level3}</a>　${targetOf(indicator) ?? '没有写'}</li>
`,
      )}</ul></details>`,
  )}</section>`
}

/** Figures that only the document states: no ledger line tells of them. */
function stated({ base, overview }: EditionContext): Html | string {
  const only = Map.groupBy(
    overview.printed.filter(({ figure }) => figure.startsWith('stated/')),
    ({ figure }) => figure,
  )
  if (only.size === 0) return ''
  return html`<section aria-labelledby="stated"><h2 id="stated">只有文件写了、账上没有的数字</h2><ul class="walk short">${[
    ...only,
  ].map(
    ([figure, places]) =>
      html`<li><a href="${base}/${figure}">${places[0]?.place ?? figure}</a>　原文：${places[0]?.printed ?? ''}</li>
`,
  )}</ul></section>`
}
