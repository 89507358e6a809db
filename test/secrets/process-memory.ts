// How often a secret stands in the memory of a process that lives, read as the kernel shows it to root.

import { closeSync, openSync, readSync } from 'node:fs'
import { readOf } from './family.ts'
import { countOf, type Wanted } from './forms.ts'

/** The forms that a copy in memory has: other codings would be the deed of somebody who writes it down. V8 keeps a string of letters up to U+00FF in Latin-1, others in UTF-16. */
const inMemory = ['UTF-8', 'Latin-1', 'UTF-16, little end first', 'Base64', 'bytes', 'hex of bytes']
const pieceBytes = 4 * 1024 * 1024

export type Copies = { readonly plain: number; readonly wide: number; readonly base64: number }

/** @returns undefined where the process has ended, or its memory is not ours to read. */
export const copiesIn = (pid: number, secret: Wanted): Copies | undefined => copiesOf(pid, [secret])?.get(secret.name)

/**
 * The same for several secrets, with one reading of the memory.
 * @param inForms - which forms are looked for: each is one more search through all of it.
 */
export function copiesOf(
  pid: number,
  secrets: readonly Wanted[],
  inForms: readonly string[] = inMemory,
): ReadonlyMap<string, Copies> | undefined {
  const file = openMemory(pid)
  if (file === undefined) return undefined
  const wanted = secrets.flatMap(({ name, forms }) =>
    [...forms].flatMap(([key, bytes]) => {
      const form = inForms.find((one) => key.startsWith(`${one} (`))
      return form === undefined ? [] : [{ name, form, bytes }]
    }),
  )
  const counts = new Map<string, number>()
  const longest = Math.max(...wanted.map(({ bytes }) => bytes.length))
  try {
    for (const region of regionsOf(pid))
      eachPiece(file, region, longest - 1, (piece, again) => {
        for (const { name, form, bytes } of wanted) {
          // What lies whole in the bytes that stand twice was counted before.
          const from = Math.max(0, again - bytes.length + 1)
          const key = `${name}: ${form}`
          counts.set(key, (counts.get(key) ?? 0) + countOf(piece.subarray(from), bytes))
        }
      })
  } finally {
    closeSync(file)
  }
  const sum = (name: string, ...forms: readonly string[]): number =>
    forms.reduce((total, form) => total + (counts.get(`${name}: ${form}`) ?? 0), 0)
  return new Map(
    secrets.map(({ name }) => [
      name,
      {
        plain: sum(name, 'UTF-8', 'Latin-1', 'bytes', 'hex of bytes'),
        wide: sum(name, 'UTF-16, little end first'),
        base64: sum(name, 'Base64'),
      },
    ]),
  )
}

type Region = { readonly from: number; readonly to: number }

function openMemory(pid: number): number | undefined {
  try {
    return openSync(`/proc/${pid}/mem`, 'r')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined // what node:fs throws
    throw error
  }
}

/** All that is readable and in memory; a file's own pages that nobody may write are left out. */
function regionsOf(pid: number): readonly Region[] {
  const text = readOf(pid, 'smaps')?.toString('latin1') ?? ''
  return text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).flatMap((entry) => {
    const found = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ (\d+) *(\S*)/.exec(entry)
    const [, from = '', to = '', rights = '', inode, name = ''] = found ?? []
    const isFile = inode !== '0' && !rights.includes('w')
    const isEmpty = /^Rss: +0 kB/m.test(entry) && /^Swap: +0 kB/m.test(entry)
    if (!rights.startsWith('r') || isFile || isEmpty || name.startsWith('[v')) return []
    return [{ from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }]
  })
}

/**
 * @param overlap - bytes of the piece before that stand again at the start of the next: a copy may lie across the border.
 * @param use - gets each piece, and how many bytes at its start stand there again.
 */
function eachPiece(
  file: number,
  { from, to }: Region,
  overlap: number,
  use: (piece: Buffer, again: number) => void,
): void {
  const bytes = Buffer.alloc(pieceBytes + overlap)
  let kept = 0
  for (let at = from; at < to; at += pieceBytes) {
    const length = readAt(file, bytes, kept, { at, length: Math.min(pieceBytes, to - at) })
    if (length === 0) return
    use(bytes.subarray(0, kept + length), kept)
    const next = Math.min(overlap, kept + length)
    bytes.copy(bytes, 0, kept + length - next, kept + length)
    kept = next
  }
}

function readAt(file: number, bytes: Buffer, start: number, part: { at: number; length: number }): number {
  try {
    return readSync(file, bytes, start, part.length, part.at)
  } catch (error) {
    if (['EIO', 'EFAULT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0 // unmapped meanwhile
    throw error
  }
}
