/**
 * Characters of the old forms that budgets use, with the simplified ones. Not a converter: only
 * what titles, headings and the official sentences need in order to be recognised.
 */
const OLD =
  '預決算財撥總計萬億開關類項購運費車務國資經營單業轉結餘補貼額對個醫療險繳職養會議訓辦報檔種稱編碼與為無區縣鄉鎮門級據標準萬數長減產業績效應當說明詳細細況與維護設備專戶級師員離退僅電話郵網術農災難糧貿環節約層觀實際際處訴訟調劑歷遷廣場鐵廳導復興興築樓費賬帳審計監督稅債務轉讓價優惠獎勵懲罰證書獨創劃畫點線畢齊豐滿華東閉闢險頭顧願驗體麗龍'
const NEW =
  '预决算财拨总计万亿开关类项购运费车务国资经营单业转结余补贴额对个医疗险缴职养会议训办报档种称编码与为无区县乡镇门级据标准万数长减产业绩效应当说明详细细况与维护设备专户级师员离退仅电话邮网术农灾难粮贸环节约层观实际际处诉讼调剂历迁广场铁厅导复兴兴筑楼费账账审计监督税债务转让价优惠奖励惩罚证书独创划画点线毕齐丰满华东闭辟险头顾愿验体丽龙'

const MAP = new Map([...OLD].map((char, at) => [char, [...NEW][at] ?? char] as const))
const PATTERN = new RegExp(
  `[${[...MAP]
    .filter(([old, now]) => old !== now)
    .map(([old]) => old)
    .join('')}]`,
  'g',
)

/** How many characters of a text are of the old forms. */
export function countTraditional(text: string): number {
  return (text.match(PATTERN) ?? []).length
}

export function simplify(text: string): string {
  return text.replace(PATTERN, (char) => MAP.get(char) ?? char)
}
