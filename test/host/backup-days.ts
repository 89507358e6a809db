// Days with a backup, each in a place of its own and with the real secret host; and a token host of which some calls answer otherwise.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { type RunningSecretHost, startSecretHost } from '../../core/backup/secret-client.node.ts'
import type { Plan } from '../../core/formats/plan.ts'
import type { TokenHost } from '../../core/token/port.ts'
import {
  beginStation,
  eventsOf,
  reopenStation,
  type Station,
  type StationOptions,
  scratch,
  type Table,
} from './station.ts'

type Start = (host: TokenHost) => TokenHost

export type BackupDays = {
  /** Of the station; bag and copies of blobs lie in it. */
  readonly directory: string
  /** Where copies of blobs are written. */
  readonly blobs: string
  /** Every secret host that was started in this test. */
  readonly running: readonly RunningSecretHost[]
  /** @param start - stands before the token host. */
  readonly options: (start?: Start) => StationOptions & { readonly plan: Plan }
  readonly begin: (start?: Start, of?: Plan) => Station
  /** The station is started again before the same tokens. */
  readonly reopen: (table: Table) => Station
  /** The secret host dies, and is seen to be gone. */
  readonly kill: () => Promise<void>
  /** Another place, for a second day in one test. */
  readonly anew: () => void
}

/** Registers the hooks of a test file. */
export function backupDays(plan: Plan): BackupDays {
  let place = { directory: '', remove: (): void => undefined }
  let running: RunningSecretHost[] = []
  const anew = (): void => {
    place.remove()
    place = scratch()
    mkdirSync(join(place.directory, 'blobs'))
  }
  beforeEach(anew)
  afterEach(async () => {
    for (const host of running) await host.close()
    running = []
    place.remove()
    place = { directory: '', remove: () => undefined }
  })
  const options = (start?: Start) => ({
    ...(start === undefined ? {} : { start }),
    directory: place.directory,
    plan,
    site: { media: { out: join(place.directory, 'bag'), blobs: join(place.directory, 'blobs') } },
    startSecretHost: async () => {
      const host = await startSecretHost()
      running.push(host)
      return host
    },
  })
  return {
    get directory() {
      return place.directory
    },
    get blobs() {
      return join(place.directory, 'blobs')
    },
    get running() {
      return running
    },
    options,
    begin: (start, of = plan) => beginStation({ ...options(start), plan: of }),
    reopen: (table) => reopenStation({ ...options(), table }),
    kill: async () => {
      const host = running.at(-1)
      if (host !== undefined) process.kill(host.pid, 'SIGKILL')
      while (host?.alive() === true) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    anew,
  }
}

/** @param change - the calls that answer otherwise, over those of the host. */
export const answering =
  (change: (host: TokenHost) => Partial<TokenHost>): Start =>
  (host) => {
    const changed = change(host)
    return new Proxy(host, { get: (target, name) => Reflect.get(changed, name) ?? own(target, name) })
  }

function own(target: TokenHost, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name)
  return typeof value === 'function' ? value.bind(target) : value
}

/** The number of the set that was split last. */
export function setNumber(day: Station): unknown {
  const begun = eventsOf(day).findLast((event) => event.type === 'outcome' && 'secretCommitment' in event.facts)
  return begun?.type === 'outcome' ? begun.facts.set : undefined
}
