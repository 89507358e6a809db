// Where a ceremony can stand when a malformed call arrives: each made over fake tokens, by the calls that people make.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CallCeremony } from '../../core/bridge.ts'
import type { View } from '../../core/formats/view.ts'
import { ceremonyHandlers, serve } from '../../electron/host/bridge-host.ts'
import type { OpenCeremony } from '../../electron/host/open-ceremony.ts'
import { shareHandlers } from '../../electron/host/share-handlers.ts'
import { builtInPlan } from '../e2e/prepare.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { ask, beginStation, performNow, playTo, prepareStep, type Station } from '../host/station.ts'

type Make = (station: Station) => Promise<unknown>

const at =
  (step: string): Make =>
  (station) =>
    playTo(station, step)

const stopped =
  (disposition: 'void' | 'resumable'): Make =>
  async (station) => {
    await playTo(station, 'open/readiness')
    await ask(station, 'ceremony.stop', { by: 'farid', reason: 'the alarm rings', disposition })
  }

/** The token's process dies while a key is made: a person has to look. */
const interrupted: Make = async (station) => {
  await prepareStep(station, 'keys/generate/root-a')
  station.table.cues = [{ method: 'generateKeyPair', at: 1, what: 'died' }]
  await performNow(station, 'keys/generate/root-a', 'bruno')
}

const broken: Make = async (station) => {
  await playTo(station, 'tokens/identify/root-b')
  await ask(station, 'ceremony.break', { by: 'greta', reason: 'lunch', custody: 'all tokens lie in the safe' })
}

const misfit: Make = (station) =>
  ask(station, 'ceremony.answer', { step: 'retrieve/recording', by: 'hugo', fits: false, values: {} })

const clockBack: Make = async (station) => {
  await playTo(station, 'open/safety')
  station.clock.set('2026-11-24T08:00:00.000Z')
}

/** A secret is split and lives; the page shows the card of Ines. */
export const withCard = { name: 'with a card on the page', step: 'backup.root-a/read-back/ines', by: 'ines' } as const

/** Name of the place, and how people come there. */
export const places = {
  'at the first step': at('retrieve/recording'),
  'after an answer that does not fit': misfit,
  'at a roll call': at('open/roll-call/amina'),
  'with its clock back': clockBack,
  'in a break': broken,
  'stopped for good': stopped('void'),
  'stopped, to be resumed': stopped('resumable'),
  'with secrets typed and codes given': (station) => prepareStep(station, 'tokens/initialise/root-a'),
  'after an act that was interrupted': interrupted,
  'before a signature': (station) => prepareStep(station, 'root/sign/acme.update.root-a'),
  [withCard.name]: at(withCard.step),
  'at its end': at('close'),
} as const satisfies Readonly<Record<string, Make>>

export type Place = keyof typeof places

/** A ceremony of the example plan, or the built-in one where there are cards, that stands at a place. The directory is its own. */
export async function placed(place: Place, directory: string): Promise<Station> {
  if (place !== withCard.name) {
    const station = beginStation({ directory })
    await places[place](station)
    return station
  }
  const media = { out: join(directory, 'bag'), blobs: join(directory, 'blobs') }
  const plan = builtInPlan('root-key-generation')
  const station = beginStation({ directory, plan, site: { media }, startSecretHost: secretHostHere })
  await places[place](station)
  return { ...station, call: withPrinter(station) }
}

/** All calls about a card are served, that of the printer too, as a shell with a window serves them. */
function withPrinter({ host }: Station): CallCeremony {
  const print = async () => ({ job: 'office-1' })
  const cards = shareHandlers(() => ({ host }) as OpenCeremony, print) // no more of it is asked for
  return serve({ ...ceremonyHandlers(host), ...cards })
}

/** What a window is shown, without the time of day. */
export const shown = ({ time: _time, ...view }: View): string => JSON.stringify(view)

/** One digest over every file below a directory: names and bytes. */
export function treeDigest(directory: string): string {
  const files = readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}
