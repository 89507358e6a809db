// backup/copy: one copy of the blob onto the medium that is inserted: new, flushed, read back. Never into a bag. Rule BACKUP-MEDIUM.

import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { encodeBlob } from '../../../../core/backup/blob.ts'
import { CeremonyError, isCeremonyError } from '../../../../core/errors.ts'
import type { Id } from '../../../../core/formats/plan.ts'
import { realDisk } from '../../../../core/media/disk.node.ts'
import { closing, type Disk, onDisk } from '../../../../core/media/disk.ts'
import { type ActionContext, type ActionHandler, stringFact } from '../action.ts'
import { factsOfSet, setOf } from './set.ts'

export const backupCopy: ActionHandler = {
  prepare: async (context) => {
    const { key } = setOf(context)
    context.scope.blob(key)
    const site = siteOf(context)
    await refuseSharedMedium(context, site)
    return { key, site, path: join(directoryOf(context), fileName(context, site)) }
  },
  act: async (context, detail) => {
    const { key } = setOf(context)
    const bytes = encodeBlob(context.scope.blob(key))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 !== factsOfSet(context, wrapAction(context)).blobSha256)
      throw new CeremonyError('station/bug', { what: 'a blob that is not the recorded one' })
    const path = stringFact(detail, 'path', context.step)
    await writeCopy(context.medium ?? realDisk, path, bytes)
    const site = siteOf(context)
    return { key, site, file: fileName(context, site), sha256, readBack: true }
  },
}

export const wrapAction = (context: ActionContext): string =>
  setOf(context).mode === 'wrapped' ? 'backup/wrap' : 'backup/wrap-own'

/** The set's number is in it: the copy of a voided set is not taken for one of the new. */
const fileName = (context: ActionContext, site: Id): string =>
  `${setOf(context).key}-${String(factsOfSet(context, 'backup/begin').set)}-${site}.key-blob.json`

/**
 * BACKUP-MEDIUM: what is lost with one medium is one copy. A rehearsal writes into one folder, where all copies lie side by side.
 * Not caught: a medium that is exchanged between this look and the write; whether a medium is mounted there at all; a copy under another name.
 */
async function refuseSharedMedium(context: ActionContext, site: Id): Promise<void> {
  if (context.mode === 'rehearsal') return
  for (const other of setOf(context).copies.filter((each) => each !== site)) {
    const path = join(directoryOf(context), fileName(context, other))
    if (await isThere(context.medium ?? realDisk, path))
      throw new CeremonyError('ceremony/same-medium', { key: setOf(context).key, site, other, path })
  }
}

async function isThere(medium: Disk, path: string): Promise<boolean> {
  try {
    await onDisk('lstat', path, () => medium.look(path))
    return true
  } catch (error) {
    if (isCeremonyError(error, 'bag/medium') && error.detail.errno === 'ENOENT') return false
    throw error
  }
}

function siteOf({ step }: ActionContext): Id {
  if (step.bound.site === undefined) throw new CeremonyError('station/bug', { what: `step ${step.id} has no site` })
  return step.bound.site
}

function directoryOf({ site }: ActionContext): string {
  const { blobs } = site.media
  if (blobs === undefined)
    throw new CeremonyError('ceremony/site-gap', {
      gap: `SITE-FITS-PLAN: the plan makes a backup, and the site "${site.name}" does not say where copies of a blob are written (media.blobs).`,
    })
  return blobs
}

/** One that is there already and is this very copy counts: a try that was interrupted wrote it. */
async function writeCopy(medium: Disk, path: string, bytes: Uint8Array): Promise<void> {
  try {
    await closing(
      path,
      onDisk('open', path, () => medium.create(path)),
      async (file) => {
        await onDisk('write', path, () => file.writeAll(bytes))
        await onDisk('fsync', path, () => file.sync())
      },
    )
    await onDisk('sync', path, () => medium.syncFileSystem(path))
  } catch (error) {
    if (!isCeremonyError(error, 'bag/exists')) throw error
  }
  const there = await closing(
    path,
    onDisk('open', path, () => medium.open(path)),
    (file) => onDisk('read', path, () => file.read(bytes.length + 1)),
  )
  if (Buffer.compare(there, bytes) !== 0) throw new CeremonyError('ceremony/other-copy', { path })
}
