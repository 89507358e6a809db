// After the last step: transcript and seal go into the bag that export wrote, and the whole is verified as an auditor would.

import { currentStep, factsOf, type State } from '../../core/ceremony/state.ts'
import { CeremonyError, isCeremonyError } from '../../core/errors.ts'
import type { Plan } from '../../core/formats/plan.ts'
import { completeBag, readBag } from '../../core/media/bag.node.ts'
import type { OutboundFile } from '../../core/media/outbound.ts'
import { verifyBag } from '../../core/verify/bag.ts'
import { sealName, transcriptName } from '../../core/verify/names.ts'
import { sealEnvelope } from './actions/seal.ts'
import type { CeremonyFiles } from './files.node.ts'
import { scripts } from './scripts.ts'
import { removeTorn } from './torn-tags.ts'

/**
 * Complete the bag and verify it. Can be called again after a crash: what stands there whole is kept, what was torn is
 * written again.
 * @returns the bag's directory.
 * @throws CeremonyError `bag/*`; whatever does not verify.
 */
export async function finishBag(files: CeremonyFiles, state: State): Promise<string> {
  const manifestSha256 = factsOf(state, 'export/bag', {})?.manifestSha256
  const transcript = (): Uint8Array => files.recorder.bytes()
  const seal = sealEnvelope({ state, transcript, get: (digest) => files.store.get(digest) })
  if (typeof manifestSha256 !== 'string' || seal === undefined)
    throw new CeremonyError('station/bug', { what: 'closed without export or seal' })
  const tagFiles = [
    { path: transcriptName, kind: 'transcript', bytes: transcript() },
    { path: sealName, kind: 'dsse', bytes: seal },
  ] as const
  removeTorn(files.out, tagFiles)
  if (!(await isComplete(files.out, tagFiles))) await completeBag({ directory: files.out, manifestSha256, tagFiles })
  verifyBag(await readBag(files.out), scripts)
  return files.out
}

/** @throws CeremonyError `ceremony/few-seals`: closed now, the bag could never be verified as sealed. */
export function refuseFewSeals(state: State, plan: Plan): void {
  if (currentStep(state) !== undefined) return // steps are still open, and the record will say so
  const made = plan.seal.keys.filter((key) => factsOf(state, 'transcript/seal', { key }) !== undefined).length
  if (made < plan.seal.threshold) throw new CeremonyError('ceremony/few-seals', { made, needed: plan.seal.threshold })
}

/** Whether an earlier run completed the bag with these very files, and only could not say so any more. */
async function isComplete(directory: string, tagFiles: readonly OutboundFile[]): Promise<boolean> {
  const standing = await readBag(directory).catch((error: unknown) => {
    if (isCeremonyError(error, 'bag/unfinished')) return undefined // completed in part: completeBag goes on with it
    throw error
  })
  if (standing?.state !== 'complete') return false
  return tagFiles.every(({ path, bytes }) => Buffer.compare(standing.files.get(path) ?? new Uint8Array(), bytes) === 0)
}
