// Generated from the live schema by scripts/generate-schemas.ts. Do not edit.
interface AuditEntry {
  at: string
  content: string
  county: number
  hash: string
  kind: string
  number: number
  previous: string
  subject: string
}

interface AuditHead {
  county: number
  hash: string
  number: number
}

declare module '../../platform/db/database.ts' {
  interface Database {
    'audit.entry': AuditEntry
    'audit.head': AuditHead
  }
}

export {}
