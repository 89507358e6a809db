// Verify a finished bag alone: no token, no network, no station. What an auditor runs. Verdict first.

import { type Envelope, keyidOf, parseEnvelope } from '../attest/dsse.ts'
import { verifySeal } from '../attest/seal.ts'
import { expand } from '../ceremony/expand.ts'
import { type ExpandedScript, encodeExpanded, parseExpanded } from '../ceremony/expanded.ts'
import { replay } from '../ceremony/replay.ts'
import { type AnyScript, rolesAsked } from '../ceremony/script.ts'
import { type Deviation, factsOf, madeFacts, type State } from '../ceremony/state.ts'
import { CeremonyError } from '../errors.ts'
import { type Plan, parsePlanJson, planDigest, type RolesOfScript } from '../formats/plan.ts'
import { type CheckedBag, DECLARATION, INFO, MANIFEST, PAYLOAD, TAG_MANIFEST } from '../media/check.ts'
import { visible } from '../paper/visible.ts'
import { personName } from '../plan/uses.ts'
import { checkPublicKey } from '../token/public-key.ts'
import { verifyTranscript } from '../transcript/verify.ts'
import { findHead } from './head.ts'
import { infoDiffers } from './info.ts'
import * as names from './names.ts'
import { type Payload, spkiOfPem, verifyPayload } from './payload.ts'
import { verifyTokens } from './tokens.ts'

export type BagReport = {
  readonly verdict: 'sealed' | 'head' | 'consistent'
  readonly mode: 'rehearsal' | 'production'
  readonly ceremony: string
  readonly plan: { readonly name: string; readonly version: number }
  readonly head: string
  readonly entries: number
  /** Entries behind the seal: chained, signed by nobody. */
  readonly entriesAfterSeal: number
  readonly sealedBy: readonly string[]
  readonly deviations: readonly string[]
  /** What was verified, a line each. */
  readonly verified: readonly string[]
  /** What a careful reader should know. */
  readonly notes: readonly string[]
}

/**
 * Verify everything in a complete bag.
 *
 * "sealed": the seal keys of the plan signed this transcript. They are named by the bag itself, so the seal proves
 * that the holders of *those* keys sealed it; that they are the right ones shows from the head on paper, or from an
 * earlier ceremony. "head": the head from paper was given and stands in the chain. "consistent": neither.
 *
 * @param scripts - the scripts this program knows; with the same one, the expansion is made anew and compared.
 * @param paperHead - head from paper, 64 hex digits.
 * @throws CeremonyError with the first thing that does not fit.
 */
export function verifyBag(bag: CheckedBag, scripts: readonly AnyScript[], paperHead?: string): BagReport {
  if (bag.state !== 'complete')
    throw new CeremonyError('bag/unfinished', { reason: 'it has no transcript and no seal yet' })
  const payload: Payload = new Map(
    [...bag.files].flatMap(([path, bytes]) =>
      path.startsWith(PAYLOAD) ? [[path.slice(PAYLOAD.length), bytes] as const] : [],
    ),
  )
  const plan = parsePlanJson(need(payload, names.planPath), names.planPath, rolesIn(scripts))
  const script = readScript(need(payload, names.scriptPath), plan)
  const transcriptBytes = need(bag.files, names.transcriptName)
  const transcript = verifyTranscript(transcriptBytes, names.transcriptName)
  const state = replay(transcript, script, names.transcriptName)
  if (state.status !== 'closed') throw failed(names.transcriptName, `the ceremony was not closed (${state.status})`)
  if (factsOf(state, 'export/bag', {})?.manifestSha256 !== bag.manifestSha256) {
    throw failed('manifest-sha256.txt', 'it is not the one that the transcript names')
  }
  checkTagFiles(bag, plan, state)
  verifyTokens(plan, state)
  const verified = [
    `bag: ${bag.payload.length} files of payload, each with its digest, nothing missing and nothing more (BAG-WHOLE)`,
    `transcript: ${transcript.lines.length} entries, each linked to the one before it, and in the order of the script (TRX-CHAIN, TRX-REPLAY)`,
    ...verifyPayload(plan, state, payload),
  ]
  const seal = checkSeal({ bag, plan, state, transcriptBytes, payload })
  const head = paperHead === undefined ? undefined : findHead(transcript, paperHead)
  const notes = [...notesOf(plan, state, script, scripts), ...(head === undefined ? [] : [head])]
  return {
    verdict: paperHead !== undefined ? 'head' : seal === undefined ? 'consistent' : 'sealed',
    mode: state.opened?.mode ?? 'rehearsal',
    ceremony: state.opened?.ceremony ?? '',
    plan: { name: plan.name, version: plan.version },
    head: transcript.head,
    entries: transcript.lines.length,
    entriesAfterSeal: seal?.entriesAfter ?? transcript.lines.length,
    sealedBy: seal?.signedBy.map((keyid) => sealNameOf(plan, state, keyid)) ?? [],
    deviations: state.deviations.map((deviation) => deviationLine(plan, state, deviation)),
    verified: seal === undefined ? verified : [...verified, `seal: entries 0 to ${seal.seq} (ATT-SEAL)`],
    notes,
  }
}

/** What no manifest of the payload covers: bag-info.txt says what the transcript says, and no other tag file lies there. */
function checkTagFiles(bag: CheckedBag, plan: Plan, state: State): void {
  const own: readonly string[] = [DECLARATION, INFO, MANIFEST, TAG_MANIFEST, names.transcriptName, names.sealName]
  const extra = [...bag.files.keys()].find((path) => !path.startsWith(PAYLOAD) && !own.includes(path))
  if (extra !== undefined) throw failed(extra, 'nothing in the plan calls for it')
  const { mode = 'rehearsal', ceremony = '' } = state.opened ?? {}
  const date = String(factsOf(state, 'export/bag', {})?.date)
  const differs = infoDiffers(bag.info, { plan, mode, ceremony, date })
  if (differs !== undefined) throw failed(INFO, `it does not say what the transcript says (${differs})`)
}

function checkSeal(input: {
  bag: CheckedBag
  plan: Plan
  state: State
  transcriptBytes: Uint8Array
  payload: Payload
}) {
  const { bag, plan, state, transcriptBytes, payload } = input
  const bytes = bag.files.get(names.sealName)
  if (bytes === undefined) throw failed(names.sealName, 'it is missing')
  const opened = state.opened
  if (opened === undefined) throw failed(names.transcriptName, 'it does not open')
  const envelope: Envelope = parseEnvelope(bytes, names.sealName)
  const keys = plan.seal.keys.map((id) => {
    const algorithm = plan.keys.find((key) => key.id === id)?.algorithm
    if (algorithm === undefined) throw failed(names.sealName, `the plan has no key ${id}`)
    const spki = spkiOfPem(need(payload, names.keyPath(id)), names.keyPath(id))
    checkPublicKey(spki, algorithm)
    return { keyid: keyidOf(spki), spki, algorithm }
  })
  return verifySeal(envelope, {
    transcript: transcriptBytes,
    expected: {
      ceremony: opened.ceremony,
      mode: opened.mode,
      planSha256: opened.planDigest,
      expansionSha256: opened.expansionDigest,
      manifestSha256: bag.manifestSha256,
    },
    keys,
    threshold: plan.seal.threshold,
  })
}

function notesOf(plan: Plan, state: State, script: ExpandedScript, scripts: readonly AnyScript[]): readonly string[] {
  const notes: string[] = []
  const own = scripts.find(
    (candidate) => candidate.id === script.script.id && candidate.version === script.script.version,
  )
  const same =
    own !== undefined &&
    Buffer.compare(encodeExpanded(expand(own, plan, planDigest(plan))), encodeExpanded(script)) === 0
  if (!same)
    notes.push(
      `The script ${script.script.id} version ${script.script.version} is not one that this program has; read it as it stands in script.json.`,
    )
  if (state.opened?.mode === 'rehearsal') notes.push('REHEARSAL: nothing in this bag is to be trusted in the field.')
  for (const { fault, at, by, seq } of state.staged)
    notes.push(
      `Staged for training: ${fault}, armed for ${at} by ${by} (entry ${seq}); what it made happen there is no real fault.`,
    )
  for (const exception of plan.exceptions) {
    notes.push(
      `Exception in the plan: ${exception.rule} for ${exception.subject}: ${exception.reason} (approved by ${exception.approvedBy}).`,
    )
  }
  const again = Object.values(state.results).filter((result) => result.deviation !== undefined).length
  if (again > 0)
    notes.push(
      `${again === 1 ? 'One step was' : `${again} steps were`} passed over a recorded deviation; the deviations say which.`,
    )
  return notes
}

/** Who, at which step, and whether a step was passed over it; what was written comes last and in one line, so that it can feign none of these. */
export function deviationLine(plan: Plan, state: State, { seq, by, step: id, text }: Deviation): string {
  const step = state.script.steps.find((each) => each.id === id)
  const at = step === undefined ? id : `step ${step.number}, ${step.title} (${id})`
  const passed = state.script.steps.filter((each) => state.results[each.id]?.deviation === seq)
  const over = passed.map(({ number, title }) => `step ${number}, ${title}`).join('; ')
  return `${personName(plan, by)}, at ${at}${over === '' ? '' : ` [passed over with it: ${over}]`}: ${visible(text)}`
}

function sealNameOf(plan: Plan, state: State, keyid: string): string {
  const key = plan.keys.find((candidate) => madeFacts(state, candidate.id)?.spkiSha256 === keyid)
  const token = plan.tokens.find((candidate) => key !== undefined && 'token' in key && candidate.id === key.token)
  const holder = plan.people.find((person) => person.id === token?.holder)?.name ?? 'unknown'
  return `${holder} (key ${key?.id ?? keyid.slice(0, 12)})`
}

/** What each known script asks of the people; of one that is not known, nothing can be asked. */
const rolesIn =
  (scripts: readonly AnyScript[]): RolesOfScript =>
  (id) => {
    const script = scripts.find((candidate) => candidate.id === id)
    return script === undefined ? { apart: [], headCounts: {} } : rolesAsked(script)
  }

/** The expansion must be one of this very plan; whether it is the approved one shows its digest in the transcript. */
function readScript(bytes: Uint8Array, plan: Plan): ExpandedScript {
  const script = parseExpanded(bytes, names.scriptPath)
  if (script.planDigest !== planDigest(plan)) throw failed(names.scriptPath, 'it is not an expansion of this plan')
  return script
}

function need(files: Payload, path: string): Uint8Array {
  const bytes = files.get(path)
  if (bytes === undefined) throw failed(path, 'it is missing')
  return bytes
}

const failed = (what: string, reason: string) => new CeremonyError('ceremony/verify-failed', { what, reason })
