// The stick, gone on cue, or with another byte on it than was written.

import { basename } from 'node:path'
import { DECLARATION, INFO, MANIFEST, TAG_MANIFEST } from '../../../core/media/check.ts'
import type { Disk, OpenFile } from '../../../core/media/disk.ts'
import type { Trainer } from './trainer.ts'

/** The port to the medium, with the trainer in front of it. */
export function trickedMedium(medium: Disk, trainer: Trainer): Disk {
  const there = async <T>(act: () => Promise<T>): Promise<T> => {
    if (trainer.strikes('stick-pulled')) throw Object.assign(new Error('staged'), { code: 'ENODEV' })
    return act()
  }
  return {
    makeDirectory: (path) => there(() => medium.makeDirectory(path)),
    create: (path) => medium.create(path),
    open: async (path) => {
      const file = await medium.open(path)
      return inPayload(path) ? misread(file, trainer) : file
    },
    openDirectory: (path) => medium.openDirectory(path),
    look: (path) => there(() => medium.look(path)),
    syncFileSystem: (path) => medium.syncFileSystem(path),
  }
}

/** Its digest stands in the manifest, so another byte in it never passes. */
const inPayload = (path: string): boolean => ![DECLARATION, INFO, MANIFEST, TAG_MANIFEST].includes(basename(path))

const misread = (file: OpenFile, trainer: Trainer): OpenFile => ({
  ...file,
  read: async (maxBytes) => {
    const bytes = await file.read(maxBytes)
    if (bytes.length === 0 || !trainer.strikes('stick-read-back')) return bytes
    const turned = Uint8Array.from(bytes)
    turned.set([(turned[0] ?? 0) ^ 1])
    return turned
  },
})
