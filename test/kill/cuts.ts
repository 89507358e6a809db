// A whole day over fakes, and the state of the station at every moment at which the power may be cut: around every line
// of the transcript, after every call to a token, and at every flush and rename of every other file, bag and codes too.

import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { type Plan, parsePlan } from '../../core/formats/plan.ts'
import { realDisk as medium } from '../../core/media/disk.node.ts'
import type { OpenFile } from '../../core/media/disk.ts'
import { examplePlan, rehearsalBackup } from '../../electron/host/open-ceremony.ts'
import { scriptRoles, scripts } from '../../electron/host/scripts.ts'
import { type DiskEvent, fakeDisk } from '../fakes/disk.ts'
import { secretHostHere } from '../fakes/secret-host.ts'
import { type Snapshot, takeSnapshot } from '../host/snapshot.ts'
import { beginStation, newTable, playTo, type Station, scratch, type TokenCall } from '../host/station.ts'

/** A moment at which the power is cut. */
export type Cut = Snapshot & {
  readonly name: string
  /** Whole lines in the transcript. */
  readonly lines: number
  /** CKA_ID and SHA-256 of everything that a token was asked to sign so far. */
  readonly signed: readonly string[]
}

export type Day = {
  readonly plan: Plan
  readonly place: ReturnType<typeof scratch>
  /** Around lines and calls to tokens. */
  readonly lineCuts: readonly Cut[]
  /** At flushes and renames of files. */
  readonly fileCuts: readonly Cut[]
  readonly wholeLines: number
}

export type PlayedPlan = { readonly id: string; readonly plan: Plan }

/** Every script, with its built-in plan: one that is added joins by being in the list. */
export const everyScript: readonly PlayedPlan[] = scripts.map(({ id }) => {
  const { bytes, path } = examplePlan(id)
  return { id, plan: parsePlan(bytes, path, scriptRoles) }
})

/** Where copies of a backup's blobs go: another medium than the bag's. */
export const blobsIn = (directory: string): string => join(directory, 'blobs')

const transcriptPath = 'station/test-ceremony/transcript.jsonl'

export const digestsOf = ({ method, request }: TokenCall): readonly string[] => {
  if (method !== 'sign') return []
  const { objectId, messages } = request as { objectId: string; messages: readonly Uint8Array[] } // a sign request of the port
  return messages.map((message) => `${objectId} ${createHash('sha256').update(message).digest('hex')}`)
}

/** Play the day to its bag. `place` is the caller's to remove. */
export async function playWithCuts(plan: Plan): Promise<Day> {
  const place = scratch()
  const table = newTable(plan)
  const lineCuts: Cut[] = []
  const fileCuts: Cut[] = []
  let lines = 0
  const signed: string[] = []
  const cut = (into: Cut[], name: string, damage: (files: Map<string, Uint8Array>) => void = () => undefined): void => {
    if (lines === 0) return // nothing was begun: there is nothing to take up
    const snapshot = takeSnapshot(place.directory, plan, table)
    const files = new Map(snapshot.files)
    damage(files)
    into.push({ ...snapshot, files, name, lines, signed: [...signed] })
  }
  const cutFile: CutFile = (name, damage) => cut(fileCuts, `${name}, behind line ${lines - 1}`, damage)
  const files = fileWatch(place.directory, cutFile)
  const disk = fakeDisk({
    before: (event) => {
      if (event.call === 'write' && event.path.endsWith(transcriptPath)) cut(lineCuts, `before line ${lines}`)
      files.before(event)
    },
    after: (event) => {
      files.after(event)
      if (event.call !== 'fsync' || !event.path.endsWith(transcriptPath)) return
      lines++
      cut(lineCuts, `after line ${lines - 1}`)
    },
  })
  table.afterCall = (call) => {
    signed.push(...digestsOf(call))
    if (!['list', 'readData'].includes(call.method)) cut(lineCuts, `after ${call.method} behind line ${lines - 1}`)
  }
  mkdirSync(blobsIn(place.directory))
  const site = { media: { out: join(place.directory, 'bag'), blobs: blobsIn(place.directory), in: rehearsalBackup } }
  const station = beginStation({ directory: place.directory, plan, site, disk, table, startSecretHost: secretHostHere })
  watchCodes(station, place.directory, cutFile)
  const giveBack = watchMedium(place.directory, cutFile)
  try {
    await playTo(station, 'close')
    await station.host.leave()
  } finally {
    giveBack()
  }
  return { plan, place, lineCuts, fileCuts, wholeLines: lines }
}

type CutFile = (name: string, damage?: (files: Map<string, Uint8Array>) => void) => void

/** What the disk has of a file that was not flushed: nothing says how much, so half of what came since the last flush. */
const torn =
  (path: string, flushedBytes: number) =>
  (files: Map<string, Uint8Array>): void => {
    const bytes = files.get(path) ?? new Uint8Array()
    files.set(path, bytes.subarray(0, flushedBytes + ((bytes.length - flushedBytes) >> 1)))
  }

/** Transcript, store, register and the note of where the bag goes. */
function fileWatch(directory: string, cut: CutFile) {
  const written = new Set<string>()
  const flushedBytes = new Map<string, number>()
  let lastWritten = ''
  return {
    before: ({ call, path }: DiskEvent): void => {
      const at = relative(directory, path)
      if (call === 'rename') cut(`before the rename to ${at}`)
      if (call !== 'fsync' || !written.has(at)) return
      cut(`before the flush of ${at}, all of it there`)
      cut(`before the flush of ${at}, half of it there`, torn(at, flushedBytes.get(at) ?? 0))
    },
    after: ({ call, path }: DiskEvent): void => {
      const at = relative(directory, path)
      if (call === 'write') {
        written.add(at)
        lastWritten = at
      }
      if (call === 'fsync' && written.has(at)) flushedBytes.set(at, statSync(path).size)
      if (call === 'rename') cut(`after the rename to ${at}, which is undone`, undone(lastWritten, at))
    },
  }
}

/** The new name stands in a directory that was not flushed: the old one may come back. */
const undone =
  (from: string, to: string) =>
  (files: Map<string, Uint8Array>): void => {
    const bytes = files.get(to)
    files.delete(to)
    if (bytes !== undefined) files.set(from, bytes)
  }

/** A verifier is written beside and moved: the cut may leave half of what lies beside, or none of either. */
function watchCodes(station: Station, directory: string, cut: CutFile): void {
  const { codes } = station.files
  const set = codes.set.bind(codes)
  codes.set = (person, code) => {
    cut(`before the code of ${person}`)
    set(person, code)
    const at = relative(directory, join(station.files.directory, 'codes', person))
    cut(`the code of ${person} half written`, (files) => {
      undone(`${at}.part`, at)(files)
      torn(`${at}.part`, 0)(files)
    })
    cut(`the code of ${person} written`)
  }
}

/** The bag, on the medium. Flushes are not made, as on the fake disk. @returns what gives the real calls back. */
function watchMedium(directory: string, cut: CutFile): () => void {
  const real = { ...medium }
  const pathOf = (path: string): string => relative(directory, join(realpathSync(dirname(path)), basename(path)))
  const watched = (file: OpenFile, at: string): OpenFile => ({
    ...file,
    writeAll: async (bytes) => {
      await file.writeAll(bytes)
      cut(`before the flush of ${at}, all of it there`)
      cut(`before the flush of ${at}, half of it there`, torn(at, 0))
    },
    sync: async () => cut(`after the flush of ${at}`),
  })
  Object.assign(medium, {
    makeDirectory: async (path: string) => {
      await real.makeDirectory(path)
      cut(`after the directory ${pathOf(path)} was made`)
    },
    create: async (path: string) => {
      const file = await real.create(path)
      cut(`after ${pathOf(path)} was created, empty`)
      return watched(file, pathOf(path))
    },
    syncFileSystem: async () => {
      cut('after the flush of the medium')
      return true
    },
  })
  return () => Object.assign(medium, real)
}
