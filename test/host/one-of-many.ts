// A process of test/host/many.test.ts. In each directory under the one that is named it does what the others do there too:
// `register`: enters lines, as fast as it can. `lock`: takes the lock, and before each of its steps on the disk says `step`
// and waits until it may.

import fs from 'node:fs'
import { join } from 'node:path'
import { isCeremonyError } from '../../core/errors.ts'
import { takeLock } from '../../electron/host/lock.node.ts'
import { Register } from '../../electron/host/register.node.ts'

export const linesEach = 20

const [what, directory = ''] = process.argv.slice(2)

function say(line: string): void {
  fs.writeSync(1, `${line}\n`)
}

/** Nothing else can happen in this process meanwhile. At the end of the input the one who asked is gone. */
function waitForLeave(): void {
  if (fs.readSync(0, new Uint8Array(1)) === 0) process.exit()
}

function pauseBefore(names: readonly string[]): void {
  const table = fs as unknown as Record<string, (...args: unknown[]) => unknown> // node:fs is an object of functions
  for (const name of names) {
    const real = table[name]
    table[name] = (...args) => {
      if (String(args[0]).startsWith(directory)) {
        say('step')
        waitForLeave()
      }
      return real?.(...args)
    }
  }
}

function taken(place: string): string {
  try {
    takeLock(place)
    return 'taken'
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return error.code
  }
}

async function entered(place: string): Promise<string> {
  const register = new Register(place, 'production')
  for (let version = 1; version <= linesEach; version++) {
    const entry = {
      keySpkiSha256: 'ab'.repeat(32),
      repository: `acme/${process.pid}`,
      role: 'root',
      version,
      payloadSha256: 'cd'.repeat(32),
      time: '2026-11-24T10:00:00Z',
      ceremony: 'one',
    } as const
    await register.append([entry])
  }
  return 'entered'
}

if (what !== undefined) {
  const rounds = fs.readdirSync(directory).toSorted()
  if (what === 'lock') pauseBefore(['writeFileSync', 'readFileSync', 'linkSync', 'renameSync', 'rmSync', 'readdirSync'])
  for (const round of rounds) {
    say('ready')
    waitForLeave()
    const place = join(directory, round)
    say(what === 'lock' ? taken(place) : await entered(place))
    waitForLeave()
  }
}
