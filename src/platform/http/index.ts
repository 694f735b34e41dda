/**
 * HTTP without business words: problem details, limits, security headers, one listener.
 */
export { httpErrors } from './errors.ts'
export { readOnlyLimits, requestLog, securityHeaders } from './guards.ts'
export { type Listening, listen } from './listen.ts'
export { type PageMemory, pageMemory, type Remembered } from './page-memory.ts'
export { type Problem, respondProblem } from './problem.ts'
