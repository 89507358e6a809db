// Builds the window: renderer/ and the two small programs that stand before it. Up to date, it is done in a blink.

import { fileURLToPath } from 'node:url'
import { Refusal } from './setup/refusal.mjs'
import { buildWindow } from './window/steps.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

// Vite also leaves the failure that it throws in a promise that nobody waits for.
process.on('unhandledRejection', () => undefined)

try {
  await buildWindow(root)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(error.words())
  process.exitCode = 1
}
