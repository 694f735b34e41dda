import { checkFile, type OpenSettings, openSettings, type RunSettings } from './check-one.ts'

/** What the parent sends: first the settings, then files one at a time. */
export type ToChild = { readonly settings: RunSettings } | { readonly path: string }

const settings = new Promise<OpenSettings>((resolve, reject) => {
  process.once('message', (message: ToChild) => {
    if ('settings' in message) openSettings(message.settings).then(resolve, reject)
  })
})

process.on('message', (message: ToChild) => {
  if (!('path' in message)) return
  work(message.path).catch((error: unknown) => {
    process.send?.({ bug: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  })
})
process.on('disconnect', () => process.exit(0))

async function work(path: string): Promise<void> {
  for await (const result of checkFile(path, await settings)) process.send?.({ result })
  process.send?.({ done: true })
}
