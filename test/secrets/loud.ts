// What a machine cannot show is said in one line, and never passes for shown.

import { appendFileSync } from 'node:fs'

export function sayLoudly(line: string): void {
  const { ANCHORITE_LOUD_FILE: loud } = process.env
  if (loud !== undefined) appendFileSync(loud, `${line}\n`)
}
