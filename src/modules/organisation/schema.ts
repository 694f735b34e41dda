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

declare module '../../platform/db/database.ts' {
  interface Database {
    'organisation.county': OrganisationCounty
    'organisation.unit': OrganisationUnit
  }
}

export {}
