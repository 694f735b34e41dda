import pino, { type Logger } from 'pino'

export type { Logger }

/** One JSON line an event on standard output; `YIMEN_LOG` sets the level. */
export function openLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
