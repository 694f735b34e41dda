/** What a page is a page of, by its address. */
export type PageKind = (typeof PATTERNS)[number][0]

const PATTERNS = [
  ['home', /^\/$/],
  ['list of budgets', /^\/\d{6}\/budget$/],
  ['words', /^\/\d{6}\/budget\/words$/],
  ['reference', /^\/reference$/],
  ['search', /^\/\d{6}\/search$/],
  ['budget', /^E$/],
  ['tables', /^E\/tables$/],
  ['table', /^E\/table-\d+$/],
  ['printed table', /^E\/table-\d+\/printed$/],
  ['figure', /^E\/table-\d+\/[^/]+\/[^/]+$/],
  ['fact', /^E\/facts\/[^/]+$/],
  ['stated', /^E\/stated\/[^/]+$/],
  ['line', /^E\/lines\/[^/]+$/],
  ['projects', /^E\/projects$/],
  ['project', /^E\/projects\/[^/]+$/],
  ['promises', /^E\/promises$/],
  ['promise', /^E\/promises\/[^/]+$/],
  ['document', /^E\/document$/],
  ['differences', /^E\/differences$/],
] as const

export const PAGE_KINDS = PATTERNS.map(([kind]) => kind)

export function kindOf(path: string): PageKind | undefined {
  const [address = ''] = path.split('?')
  const inside = address.replace(/^\/\d{6}\/budget\/\d{4}\/\w+\/\d+(?=\/|$)/, 'E')
  return PATTERNS.find(([, pattern]) => pattern.test(inside))?.[0]
}
