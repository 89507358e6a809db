// Who holds a lock, kept in a chain of files so that any number of takers may find the holder dead at one moment. STATION-ONE.
//
// The file LOCK names the first holder; LOCK.after.ID the one that came after the holder whose file has the digest ID. The
// last one that is there holds the lock, while it lives. Each dead holder has one successor, for link(2) makes a name once;
// nobody takes away the name of a holder but that holder, or the one that holds the lock.

import { createHash } from 'node:crypto'

/** The directory of a lock. Each call is one step that others see whole; names are of files in it. */
export type LockDirectory = {
  /** undefined where there is no such file. */
  readonly read: (name: string) => Uint8Array | undefined
  /** false where `to` is there already. */
  readonly link: (from: string, to: string) => boolean
  readonly rename: (from: string, to: string) => void
  /** Where there is none, it is no error. */
  readonly remove: (name: string) => void
  readonly names: () => readonly string[]
}

export type Taking = {
  readonly directory: LockDirectory
  /** Name of the lock. */
  readonly lock: string
  /** Name of a file of our own, whole; its bytes are like those of no other taking. */
  readonly own: string
  readonly stateOf: (holder: Uint8Array) => HolderState
}

/** `none`: the bytes name nobody. A lock is linked when it is whole, so only a power cut leaves such a one: it is free. */
export type HolderState = 'alive' | 'dead' | 'none'

/** Beyond it others were faster each time: they are at work. */
const attempts = 100

/**
 * Take the lock: undefined when it is ours, else the bytes of who holds it (or, when others were always faster, no bytes).
 *
 * Whoever linked its file looks again from the first: where the way leads to that file, nobody else can come to hold the
 * lock while this process lives. Where it does not (the way was read while others shortened it), the file is taken back.
 * @throws whatever the directory throws; then nothing is held.
 */
export function takeByChain(taking: Taking): Uint8Array | undefined {
  const { directory, own } = taking
  const bytes = directory.read(own) ?? new Uint8Array()
  for (let attempt = 0; attempt < attempts; attempt++) {
    const end = walk(taking)
    if (end.holder !== undefined) return end.holder
    if (!directory.link(own, end.free)) continue
    let holds = false
    try {
      const { holder, names } = walk(taking)
      if (holder !== undefined && idOf(holder) === idOf(bytes)) {
        shorten(taking, names)
        holds = true
      }
    } finally {
      if (!holds) withdraw(taking, end.free, bytes)
    }
    if (holds) return undefined
  }
  return new Uint8Array()
}

/** Give it back: only a file that is ours. A lock that somebody took away by hand may be another's by now. */
export function giveBackToChain({ directory, lock }: Pick<Taking, 'directory' | 'lock'>, own: Uint8Array): void {
  const there = directory.read(lock)
  if (there !== undefined && idOf(there) === idOf(own)) directory.remove(lock)
}

function withdraw(taking: Taking, linked: string, own: Uint8Array): void {
  if (linked !== taking.lock) taking.directory.remove(linked)
  giveBackToChain(taking, own)
}

/** From the first to the last: the names of the way, and who lives at its end, or the name that is free there. */
function walk({ directory, lock, stateOf }: Taking) {
  const names: string[] = []
  for (let name = lock; ; ) {
    const bytes = directory.read(name)
    if (bytes === undefined) return { names, free: name }
    names.push(name)
    if (stateOf(bytes) === 'alive') return { names, free: name, holder: bytes }
    name = `${lock}.after.${idOf(bytes)}`
  }
}

/** The holder's file becomes the first, and what the dead left goes: the way to it, and what lies beside it. */
function shorten({ directory, lock, own, stateOf }: Taking, names: readonly string[]): void {
  if (names.length > 1) directory.rename(own, lock)
  for (const name of names.slice(1)) directory.remove(name)
  for (const name of directory.names()) {
    if (!name.startsWith(`${lock}.`)) continue
    const bytes = directory.read(name)
    // One that names nobody may be about to be written.
    if (bytes !== undefined && stateOf(bytes) === 'dead') directory.remove(name)
  }
}

const idOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex').slice(0, 32)
