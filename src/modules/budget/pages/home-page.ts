import { html } from 'hono/html'
import type { County } from '../../../kernel/county.ts'
import { printWan } from '../../../kernel/money.ts'
import { type Db, readCounty } from '../../../platform/db/index.ts'
import type { Html, Page } from '../../../platform/page/index.ts'
import { findHead, type Head, printHead } from '../../audit/index.ts'
import { budgetAddress } from '../domain/address.ts'
import { expenditure } from '../domain/measures.ts'
import { sumOf } from '../domain/overview.ts'
import type { ListedBudget } from '../queries/list-budgets.ts'
import type { BudgetReference } from '../reference.ts'
import { readBudgets } from './budget-doors.ts'
import { door, type EditionContext, factDoor, readEdition } from './edition-context.ts'

/** The answering sentence, the doors that exist, what is true now, what was lately published. */
export async function homePage(
  reader: Db,
  county: County,
  reference: BudgetReference,
): Promise<Page> {
  const { budgets } = await readBudgets(reader, county)
  const chain = chainView(await readCounty(reader, county, (tx) => findHead(tx, county)))
  const [newest] = budgets
  if (!newest) {
    return {
      title: '首页',
      body: html`<h1>还没有公开的预算</h1><p class="lead">部门公布以后，会出现在这里：打算收多少、花多少、办成什么事，每个数字都能点开。</p>${chain}`,
    }
  }
  const parts = {
    county: String(county),
    year: String(newest.year),
    department: newest.department,
    edition: String(newest.edition),
  }
  return await readEdition(reader, parts, reference, async (_, edition) => ({
    title: '首页',
    body: html`${body(edition, county, budgets)}${chain}`,
  }))
}

function body(context: EditionContext, county: County, budgets: readonly ListedBudget[]): Html {
  const { overview, base, found, names } = context
  const spent = sumOf(overview, expenditure)
  const money =
    spent === null ? '0.00' : door(context, 'table-1/expenditure.year/amount', printWan(spent))
  return html`<div class="hero"><h1>${shortName(names.department)} ${found.ref.year} 年打算花 ${money} 万元，每一笔都能点开看</h1>
<p class="lead">带点线的数字都是一扇门：点开，看它由哪几笔账相加得到、怎样算出，公开的文件又是怎样写的。</p></div>
<ul class="doors"><li><a href="/${county}/budget"><b>看预算</b><span>部门一年打算收多少、花多少，十三张表一格一格可查。</span></a></li>
<li><a href="${base}/promises"><b>看目标</b><span>拿了钱答应办成什么，怎样才算办成，哪些从一开始就没法衡量。</span></a></li>
<li><a href="${base}/document"><b>对照原件</b><span>公开的文件逐段列出，哪里与账不同，哪里还没有建。</span></a></li></ul>
<section aria-labelledby="now"><h2 id="now">此刻</h2><dl class="figs"><div><dt>打算花</dt><dd>${money}<small> 万元</small></dd></div>${figure(context, '个项目', 'count.projects')}${figure(context, '项目标', 'count.promises')}${figure(context, '项没写目标值', 'findings.blank_target')}</dl></section>
<section aria-labelledby="lately"><h2 id="lately">近来公开</h2><ul class="rows">${budgets
    .slice(0, 10)
    .map(
      ({ year, department, departmentName, edition }) =>
        html`<li><a href="${budgetAddress({ county, year, department }, edition)}"><span class="tag plain">预算</span><b>${departmentName} ${year} 年部门预算（13 张表）</b></a></li>
`,
    )}</ul></section>`
}

/** The head of the county's chain: who copies it can prove a later change. */
function chainView(head: Head | undefined): Html | string {
  if (!head) return ''
  return html`<section aria-labelledby="chain"><h2 id="chain">存证链</h2><p class="lead">装载、批复、公布的每一步都记在一条链上，后来改动会露出来。抄下现在的链头，以后可以拿它核对：</p><p class="cite"><code>${printHead(head)}</code></p></section>`
}

function figure(context: EditionContext, label: string, key: string): Html | string {
  const unit = context.facts.get(key)?.unit
  return unit === undefined
    ? ''
    : html`<div><dt>${label}</dt><dd>${factDoor(context, key, '')}</dd></div>`
}

/** A department's second name in brackets would make a heading of three lines. */
function shortName(name: string): string {
  return name.replace(/（[^）]*）$/, '')
}
