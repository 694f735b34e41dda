// Generated from the live schema by scripts/generate-schemas.ts. Do not edit.
interface ClassificationCode {
  certain: boolean
  code: string
  level: number
  list: string
  name: string
  parent: string | null
  valid_from: Temporal.PlainDate
  valid_to: Temporal.PlainDate | null
}

interface ClassificationList {
  known_partly_through: Temporal.PlainDate
  known_through: Temporal.PlainDate
  list: string
  source: string
}

interface ClassificationMapping {
  certain: boolean
  department_code: string
  government_code: string
  nature: string
  valid_from: Temporal.PlainDate
  valid_to: Temporal.PlainDate | null
}

declare module '../../platform/db/database.ts' {
  interface Database {
    'classification.code': ClassificationCode
    'classification.list': ClassificationList
    'classification.mapping': ClassificationMapping
  }
}

export {}
