// export/bag: the payload goes to the medium, through the gate, flushed and read back. The record follows at the close.

import fs from 'node:fs'
import { factsOf } from '../../../core/ceremony/state.ts'
import { CeremonyError, isCeremonyError } from '../../../core/errors.ts'
import { bagLimits, readBag, writeBag } from '../../../core/media/bag.node.ts'
import { INFO } from '../../../core/media/check.ts'
import { passOutbound } from '../../../core/media/outbound.ts'
import { infoDiffers, infoOf } from '../../../core/verify/info.ts'
import { gatherPayload } from '../payload.ts'
import { type ActionContext, type ActionHandler, type Found, stringFact } from './action.ts'

export const exportBag: ActionHandler = {
  prepare: async (context) => {
    if (fs.existsSync(context.out)) throw new CeremonyError('station/exists', { path: context.out })
    return { directory: context.out, date: context.now.slice(0, 10) }
  },
  act: async (context, detail) => {
    const date = String(detail.date)
    const info = infoOf(aboutBag(context, date))
    const onMedium = context.medium === undefined ? {} : { disk: context.medium }
    const written = await writeBag({ directory: context.out, files: gatherPayload(context), info, ...onMedium })
    const sizeBytes = written.files.reduce((sum, file) => sum + file.sizeBytes, 0)
    return {
      manifestSha256: written.manifestSha256,
      date,
      files: written.files.length,
      sizeBytes,
      readBack: true,
      fileSystemSynced: written.fileSystemSynced,
    }
  },
  look: async (context, detail): Promise<Found> => lookAtBag(context, String(detail.date)),
}

const aboutBag = ({ plan, mode, state }: ActionContext, date: string) => ({
  plan,
  mode,
  ceremony: state.opened?.ceremony ?? '',
  date,
})

/** The bag once more, after the medium was out: a kernel's cache cannot answer for it then. */
export const exportReadAgain: ActionHandler = {
  prepare: async () => ({}),
  act: async (context) => {
    const written = stringFact(factsOf(context.state, 'export/bag', {}), 'manifestSha256', context.step)
    const bag = await readBag(context.out, bagLimits, context.medium)
    if (bag.manifestSha256 !== written) {
      throw new CeremonyError('ceremony/verify-failed', {
        what: context.out,
        reason: 'it is not the bag that was written',
      })
    }
    const differs = infoDiffers(bag.info, aboutBag(context, String(factsOf(context.state, 'export/bag', {})?.date)))
    if (differs !== undefined)
      throw new CeremonyError('ceremony/verify-failed', {
        what: `${context.out}/${INFO}`,
        reason: `it says "${differs}"`,
      })
    return { manifestSha256: bag.manifestSha256, files: bag.payload.length }
  },
}

/** After a crash: a whole exported bag counts as written; anything else is left as it lies, and another place is named. */
async function lookAtBag(context: ActionContext, date: string): Promise<Found> {
  if (!fs.existsSync(context.out)) return { found: { directory: context.out, bag: 'not there' } }
  try {
    const bag = await readBag(context.out, bagLimits, context.medium)
    const sizeBytes = bag.payload.reduce((sum, entry) => sum + (bag.files.get(entry.path)?.length ?? 0), 0)
    const facts = {
      manifestSha256: bag.manifestSha256,
      date,
      files: bag.payload.length,
      sizeBytes,
      readBack: true,
      fileSystemSynced: false,
    }
    const wanted = new Map(gatherPayload(context).map((file) => [`data/${file.path}`, passOutbound(file)]))
    const same =
      infoDiffers(bag.info, aboutBag(context, date)) === undefined &&
      bag.payload.length === wanted.size &&
      bag.payload.every(({ path }) => {
        const [there, own] = [bag.files.get(path), wanted.get(path)]
        return there !== undefined && own !== undefined && Buffer.compare(there, own) === 0
      })
    return same
      ? { found: { directory: context.out, bag: 'whole' }, facts }
      : { found: { directory: context.out, bag: 'another bag' } }
  } catch (error) {
    if (!isCeremonyError(error)) throw error
    return { found: { directory: context.out, bag: `not whole (${error.code}); move it away, then do it again` } }
  }
}
