import { html } from 'hono/html'
import type { County } from '../../../kernel/county.ts'
import type { Page } from '../../../platform/page/index.ts'
import type { BudgetReference } from '../reference.ts'

/** The words of a budget, explained to somebody who never read one. */
export function wordsPage(county: County, { words }: BudgetReference): Page {
  return {
    title: '预算里的名词',
    section: `/${county}/budget`,
    crumbs: [{ href: `/${county}/budget`, label: '看预算' }, { label: '名词' }],
    body: html`<h1>预算里的名词，用平常话说</h1>
<div class="sheet"><dl>${words.map(({ term, meaning }) => html`<dt>${term}</dt><dd>${meaning}</dd>`)}</dl></div>`,
  }
}
