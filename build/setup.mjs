// Makes a fresh checkout ready; runs before start, test, anchorite and bench. Needs only Node 20 and npm.
// Up to date, it says nothing, touches no network and is done in a blink.

import { fileURLToPath } from 'node:url'
import { Refusal } from './setup/refusal.mjs'
import { setUp } from './setup/steps.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

try {
  setUp({ root, forTests: process.argv.includes('--test') })
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(error.words())
  process.exitCode = 1
}
