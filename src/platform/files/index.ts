import { open } from 'node:fs/promises'

/**
 * Waits until a file, or the names in a folder, are on the disk. Without it a power cut could forget
 * a new name, and with it all that was stored under it.
 */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path)
  await handle.sync().finally(() => handle.close())
}
