import type { AppErrorDefinition } from '../../kernel/app-error.ts'

export const httpErrors = {
  notFound: { code: 'http.not_found', status: 404, title: '没有这个页面。' },
  badRequest: { code: 'http.bad_request', status: 400, title: '请求写得不对。' },
  methodNotAllowed: { code: 'http.method_not_allowed', status: 405, title: '这里只能读，不能写。' },
  addressTooLong: { code: 'http.address_too_long', status: 414, title: '地址太长。' },
  bodyTooLarge: { code: 'http.body_too_large', status: 413, title: '送来的内容太大。' },
  unavailable: { code: 'http.unavailable', status: 503, title: '暂时连不上数据库。' },
  bug: { code: 'http.bug', status: 500, title: '系统出错了。' },
} as const satisfies Record<string, AppErrorDefinition>
