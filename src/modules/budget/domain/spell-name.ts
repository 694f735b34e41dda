/** A name as it is typed in pinyin: in full and by initials (`wucanbuzhu`, `wcbz`); none: no Chinese. */
export async function spellName(name: string): Promise<string[]> {
  // its dictionary costs 35 ms and 18 MB, which a server that only serves need not pay
  const { pinyin } = await import('pinyin-pro')
  const signs = pinyin(name.normalize('NFKC'), { type: 'all', toneType: 'none', v: true })
  if (!signs.some((sign) => sign.isZh)) return []
  return [
    signs.map((sign) => (sign.isZh ? sign.pinyin : sign.origin)).join(''),
    signs.map((sign) => (sign.isZh ? sign.pinyin.slice(0, 1) : sign.origin)).join(''),
  ]
}
