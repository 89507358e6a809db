// A ceremony's directory on the station: transcript, store, codes, lock; beside it the register of all its ceremonies.

import fs from 'node:fs'
import { basename, join } from 'node:path'
import { parseEvent } from '../../core/ceremony/event.ts'
import { expand } from '../../core/ceremony/expand.ts'
import type { ExpandedScript } from '../../core/ceremony/expanded.ts'
import { encodeExpanded, expansionDigest, parseExpanded } from '../../core/ceremony/expanded.ts'
import type { AnyScript } from '../../core/ceremony/script.ts'
import type { State } from '../../core/ceremony/state.ts'
import { CeremonyError } from '../../core/errors.ts'
import { canonicalBytes } from '../../core/formats/canonical.ts'
import { type JsonObject, parseJson } from '../../core/formats/json.ts'
import { encodePlan, type Plan, parsePlanJson, planDigest } from '../../core/formats/plan.ts'
import { asObject, asString } from '../../core/formats/shape.ts'
import { parseSite, type Site } from '../../core/formats/site.ts'
import { verifyTranscript } from '../../core/transcript/verify.ts'
import type { Mode } from './actions/action.ts'
import { Codes } from './codes.node.ts'
import { type Disk, onDisk, readOwnFile, realDisk, writeNew } from './disk.node.ts'
import { type Lock, takeLock } from './lock.node.ts'
import { describeProgram, sha256 } from './program.node.ts'
import { type Clock, Recorder } from './recorder.node.ts'
import { Register } from './register.node.ts'
import { scriptRoles } from './scripts.ts'
import { Store } from './store.node.ts'
import { storedAs } from './stored-as.ts'
import { maxTranscriptBytes } from './transcript-file.node.ts'

export type CeremonyFiles = {
  readonly directory: string
  readonly out: string
  readonly plan: Plan
  readonly site: Site
  readonly mode: Mode
  readonly script: ExpandedScript
  readonly recorder: Recorder
  readonly store: Store
  readonly register: Register
  readonly codes: Codes
  readonly close: () => void
}

export type NewCeremony = {
  /** Id of this ceremony: name of its directory, and in every record. */
  readonly ceremony: string
  /** The station's directory; it holds one directory a ceremony, and the register. */
  readonly workDirectory: string
  /** Where the bag goes: must not exist yet. */
  readonly out: string
  readonly plan: Plan
  /** SHA-256 of the plan file as it was read. */
  readonly planFileSha256: string
  readonly site: Site
  readonly mode: Mode
  readonly script: AnyScript
  readonly clock: Clock
  readonly disk?: Disk
}

/**
 * Begin a ceremony: its directory, plan and expansion in the store, and the first line of the transcript.
 * @throws CeremonyError `station/exists`, `station/disk`, `ceremony/stand-in`, `ceremony/script`, `ceremony/clock`.
 */
export function createCeremony(input: NewCeremony): CeremonyFiles {
  const { plan, site, mode } = input
  refuseStandIns(mode, site)
  if (fs.existsSync(input.out)) throw new CeremonyError('station/exists', { path: input.out })
  const digest = planDigest(plan)
  const script = expand(input.script, plan, digest)
  const directory = join(input.workDirectory, input.ceremony)
  if (fs.existsSync(directory)) throw new CeremonyError('station/exists', { path: directory })
  onDisk('mkdir', input.workDirectory, () => fs.mkdirSync(input.workDirectory, { recursive: true, mode: 0o700 }))
  // Not "as needed": where the look above was not answered, one that is there must not be begun again.
  onDisk('mkdir', directory, () => fs.mkdirSync(directory, { mode: 0o700 }))
  const lock = takeLock(directory)
  try {
    const disk = input.disk ?? realDisk
    const begun: { recorder?: Recorder } = {}
    const whatIs = (item: string) => (begun.recorder === undefined ? undefined : storedAs(begun.recorder.state, item))
    const store = new Store(join(directory, 'store'), disk, whatIs)
    store.put(encodePlan(plan))
    store.put(encodeExpanded(script))
    writeNew(disk, join(directory, outName), encodeOut(input.out))
    const register = new Register(input.workDirectory, mode, disk)
    const newestSeen = newestOf(plan, register)
    const recorder = Recorder.create({
      path: join(directory, 'transcript.jsonl'),
      script,
      clock: input.clock,
      newestSeen,
      disk,
    })
    begun.recorder = recorder
    recorder.record({
      type: 'opened',
      ceremony: input.ceremony,
      mode,
      script: { id: script.script.id, version: script.script.version },
      expansionDigest: expansionDigest(script),
      planDigest: digest,
      planFileSha256: input.planFileSha256,
      site: site as unknown as JsonObject, // a parsed site holds only JSON values
      program: describeProgram(),
      previousHead: plan.previous?.head ?? null,
    })
    return assemble({ directory, out: input.out, plan, site, mode, script, recorder, store, register, lock })
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Take up a ceremony that was interrupted, after a break, or to finish its bag. The transcript is verified and replayed,
 * and a `restarted` line says so.
 * @throws CeremonyError `station/locked`, `transcript/*`, `station/store`, `station/disk`, `input/*`.
 */
export function openCeremony(input: {
  directory: string
  clock: Clock
  disk?: Disk
  /** Refuses a machine that is not fit; asked before anything is changed. */
  fit?: (about: Pick<CeremonyFiles, 'mode' | 'plan' | 'site'>) => void
}): CeremonyFiles {
  const { directory } = input
  const path = join(directory, 'transcript.jsonl')
  const opening = readOpening(path)
  const lock = takeLock(directory)
  try {
    const disk = input.disk ?? realDisk
    const begun: { state: () => Pick<State, 'opened' | 'results'> } = {
      state: () => ({ opened: opening, results: {} }),
    }
    const store = new Store(join(directory, 'store'), disk, (item) => storedAs(begun.state(), item))
    const plan = parsePlanJson(store.get(opening.planDigest), 'the plan in the store', scriptRoles)
    const script = parseExpanded(store.get(opening.expansionDigest), 'the script in the store')
    // Read again as strictly as when it was brought: whoever holds the disk could have written another.
    const site = parseSite(canonicalBytes(opening.site), 'the site in the transcript')
    refuseStandIns(opening.mode, site)
    if (opening.ceremony !== basename(directory))
      throw new CeremonyError('station/store', { item: `${directory}: the record of ${opening.ceremony}, a copy` })
    input.fit?.({ mode: opening.mode, plan, site })
    const register = new Register(join(directory, '..'), opening.mode, disk)
    const newestSeen = newestOf(plan, register)
    const { recorder, torn } = Recorder.open({ path, script, clock: input.clock, newestSeen, disk })
    begun.state = () => recorder.state
    if (recorder.state.status !== 'closed' && recorder.state.disposition !== 'void') {
      const lost = torn === undefined ? null : { bytes: torn.length, sha256: sha256(torn) }
      recorder.record({ type: 'restarted', program: describeProgram(), torn: lost })
    }
    const out = readOut(directory)
    return assemble({ directory, out, plan, site, mode: opening.mode, script, recorder, store, register, lock })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Where a ceremony lies whose name came over the bridge. @throws CeremonyError `ceremony/unknown`. */
export function ceremonyDirectory(workDirectory: string, ceremony: string): string {
  if (!/^[a-z0-9-]{1,100}$/.test(ceremony))
    throw new CeremonyError('ceremony/unknown', { id: ceremony, known: 'those on the home page' })
  return join(workDirectory, ceremony)
}

const outName = 'out.json'

/** Where the bag goes. Until the export nothing else holds that path, so the file itself tells when a byte was lost. */
const encodeOut = (out: string): Uint8Array => canonicalBytes({ out, sha256: sha256(Buffer.from(out)) })

/** @throws CeremonyError `station/store`, `station/disk`, `json/*`. */
export function readOut(directory: string): string {
  const path = join(directory, outName)
  const document = parseJson(readOwnFile(path, 8192), { what: outName, maxBytes: 8192, maxDepth: 2 })
  const at = { what: outName, path: '' }
  const { out, sha256: digest } = asObject(document, at)
  const place = asString(out, { ...at, path: 'out' })
  if (digest !== sha256(Buffer.from(place))) throw new CeremonyError('station/store', { item: `${path}: other bytes` })
  return place
}

function assemble(parts: Omit<CeremonyFiles, 'codes' | 'close'> & { readonly lock: Lock }): CeremonyFiles {
  const { lock, ...files } = parts
  return {
    ...files,
    codes: new Codes(join(files.directory, 'codes')),
    close: () => {
      try {
        files.recorder.close()
      } finally {
        lock.release()
      }
    },
  }
}

/** The first entry says which plan and which expansion to take from the store. */
function readOpening(path: string) {
  const bytes = readOwnFile(path, maxTranscriptBytes)
  const end = bytes.indexOf(0x0a)
  const first = verifyTranscript(bytes.subarray(0, end + 1), path).lines[0]
  const event = first === undefined ? undefined : parseEvent(first.entry.event, path)
  if (event?.type !== 'opened') throw new CeremonyError('transcript/empty', { what: path })
  return event
}

/**
 * The newest date this station has seen: approvals of the plan, and the last signature of its mode. Both files of the
 * register are read: one that is damaged stops a ceremony here, and not where it is about to sign.
 */
function newestOf(plan: Plan, register: Register): string {
  register.known()
  const dates = [
    ...plan.approvals.map((approval) => `${approval.date}T00:00:00.000Z`),
    // To the same precision as the clock: '…03Z' would sort behind '…03.683Z'.
    ...register.entries().map((entry) => new Date(entry.time).toISOString()),
  ]
  return dates.reduce((newest, date) => (date > newest ? date : newest), '')
}

/** @throws CeremonyError `ceremony/stand-in`. */
function refuseStandIns(mode: Mode, site: Site): void {
  const [serial] = mode === 'production' ? Object.keys(site.standIns) : []
  if (serial !== undefined) throw new CeremonyError('ceremony/stand-in', { serial })
}
