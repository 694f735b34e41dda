import { html } from 'hono/html'
import type { County } from '../../../kernel/county.ts'
import { type Db, readCounty } from '../../../platform/db/index.ts'
import type { Html } from '../../../platform/page/index.ts'
import { budgetAddress } from '../domain/address.ts'
import { type BudgetPage, listBudgets } from '../queries/list-budgets.ts'

/** The budgets of one county, newest year first. */
export async function readBudgets(reader: Db, county: County, after?: string): Promise<BudgetPage> {
  return await readCounty(reader, county, (tx) => listBudgets(tx, county, after))
}

export function budgetDoors(county: County, page: BudgetPage): Html {
  if (page.budgets.length === 0) {
    return html`<p class="lead">还没有公开的预算。部门公布以后，会出现在这里。</p>`
  }
  return html`<ul class="doors">${page.budgets.map(
    ({ year, department, departmentName, edition }) =>
      html`<li><a href="${budgetAddress({ county, year, department }, edition)}"><b>${year} 年部门预算</b><span>${departmentName}</span></a></li>`,
  )}</ul>${page.next ? html`<p class="lead"><a href="/${county}/budget?after=${page.next}">更早的预算</a></p>` : ''}`
}
