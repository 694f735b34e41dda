// Generated from the live schema by scripts/generate-schemas.ts. Do not edit.
interface OrganisationCounty {
  county: number
  invented: boolean
  name: string
}

interface OrganisationUnit {
  code: string
  county: number
  parent: string | null
}

interface OrganisationUnitTerm {
  code: string
  county: number
  name: string
  nature: string | null
  source: string
  valid_from: Temporal.PlainDate
  valid_to: Temporal.PlainDate | null
}

declare module '../../platform/db/database.ts' {
  interface Database {
    'organisation.county': OrganisationCounty
    'organisation.unit': OrganisationUnit
    'organisation.unit_term': OrganisationUnitTerm
  }
}

export {}
