import { html } from 'hono/html'
import { type Html, layout, type Site } from '../../platform/page/index.ts'

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly {
    name: string
    in: string
    required?: boolean
    description?: string
    schema?: { example?: unknown }
  }[]
  readonly responses?: Readonly<Record<string, { description?: string }>>
}

export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string }
  readonly paths?: Readonly<Record<string, { readonly get?: Operation } | undefined>>
}

/** The reference of the API, written from the same document that machines read; no script. */
export function referencePage(site: Site, document: ApiDocument): Html {
  const operations = Object.entries(document.paths ?? {})
  return layout(site, {
    title: '数据接口',
    crumbs: [{ href: '/', label: '首页' }, { label: '数据接口' }],
    body: html`<h1>数据接口</h1>
<p class="lead">页面上的每张表、每个数字都能用程序读取，地址是页面的地址前面加 /api/v1。只能读，不用登记。完整的说明：<a href="/openapi.json">openapi.json</a>。</p>
<p class="note">金额是万元、两位小数的文字，没有金额是 null。出错时返回 application/problem+json，其中 code 不变，title 和 detail 是中文。</p>
${operations.map(([path, item], at) => {
  const operation = item?.get
  if (!operation) return ''
  return html`<section aria-labelledby="op-${at}"><h2 id="op-${at}">${operation.summary ?? path}</h2>
<p><code>GET ${path}</code></p>
${
  operation.parameters && operation.parameters.length > 0
    ? html`<div class="sheet" role="region" tabindex="0" aria-label="参数：${operation.summary ?? path}"><table><thead><tr><th scope="col">参数</th><th scope="col">位置</th><th scope="col">说明</th></tr></thead><tbody>${operation.parameters.map(
        (parameter) =>
          html`<tr><th scope="row"><code>${parameter.name}</code></th><td>${parameter.in === 'path' ? '地址' : '问号后面，可不写'}</td><td>${parameter.description ?? ''}${parameter.schema?.example ? html` 例：<code>${String(parameter.schema.example)}</code>` : ''}</td></tr>`,
      )}</tbody></table></div>`
    : ''
}
<p class="note">${Object.entries(operation.responses ?? {}).map(([status, response]) => html`${status}：${response.description ?? ''}　`)}</p></section>`
})}`,
  })
}
