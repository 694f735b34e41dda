import { parseArgs } from 'node:util'

export const EXIT = { done: 0, findings: 1, wrongUse: 2, bug: 70 } as const

/** The command was typed wrongly; the message is Chinese and names the mend. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse'
}

export interface Arguments {
  readonly values: Readonly<Record<string, string>>
  readonly flags: ReadonlySet<string>
  readonly positionals: readonly string[]
}

/** Reads `--name value` and `--flag`; a name that the command does not know is refused. */
export function readArguments(
  args: readonly string[],
  known: {
    readonly values?: readonly string[]
    readonly flags?: readonly string[]
    readonly positionals?: readonly string[]
    /** One or more of the last positional. */
    readonly rest?: boolean
  },
): Arguments {
  const options = Object.fromEntries([
    ...(known.values ?? []).map((name) => [name, { type: 'string' as const }]),
    ...(known.flags ?? []).map((name) => [name, { type: 'boolean' as const }]),
  ])
  let parsed: ReturnType<typeof parseArgs>
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const name = /'(-[^' ]*)/.exec(error instanceof Error ? error.message : '')?.[1] ?? ''
    throw new WrongUse(`参数 ${name} 不认识，或后面少了值。`)
  }
  const wanted = known.positionals ?? []
  if (parsed.positionals.length < wanted.length) throw new WrongUse(`应给出${wanted.join('、')}。`)
  if (!known.rest && parsed.positionals.length > wanted.length) {
    throw new WrongUse(`多了“${parsed.positionals[wanted.length]}”。`)
  }
  const values: Record<string, string> = {}
  const flags = new Set<string>()
  for (const [name, value] of Object.entries(parsed.values)) {
    if (typeof value === 'string') values[name] = value
    else if (value === true) flags.add(name)
  }
  return { values, flags, positionals: parsed.positionals }
}
