// How a disk can fail at a call, and at which calls it can fail so.

/** `half`: a write has written half of its bytes. `after`: it was done, and is said to have failed. */
export type Fault = {
  /** An errno; or `lie`, a read gives another byte; or `short`, a read or a write takes a few bytes at a time. */
  readonly errno: 'ENOSPC' | 'EDQUOT' | 'EROFS' | 'EIO' | 'ENODEV' | 'ENOENT' | 'EPERM' | 'lie' | 'short'
  readonly when: 'before' | 'half' | 'after'
  /** It stays so until somebody mends the disk; else the next call is well again. */
  readonly stays: boolean
  /** Faults that a sample takes for one. */
  readonly like: string
}

export const nameOf = ({ errno, when, stays }: Fault): string =>
  `${errno}${when === 'before' ? '' : `, ${when === 'half' ? 'half done' : 'done all the same'}`}${stays ? ', and stays' : ''}`

const before = { when: 'before', stays: false } as const

export const everyFault: readonly Fault[] = [
  { errno: 'ENOSPC', when: 'half', stays: true, like: 'full' },
  { errno: 'EDQUOT', when: 'half', stays: false, like: 'full' },
  { errno: 'EROFS', when: 'before', stays: true, like: 'read-only' },
  { errno: 'EIO', ...before, like: 'once' },
  { errno: 'EIO', when: 'half', stays: false, like: 'half' },
  { errno: 'EIO', when: 'after', stays: false, like: 'after' },
  { errno: 'EIO', when: 'before', stays: true, like: 'gone' },
  { errno: 'ENODEV', when: 'before', stays: true, like: 'gone' },
  { errno: 'ENOENT', ...before, like: 'no such file' },
  { errno: 'lie', ...before, like: 'lie' },
]

const taking = ['create', 'write', 'writeFile', 'fsync', 'link', 'rename', 'mkdir']
const changing = [...taking, 'ftruncate', 'unlink', 'rm']
/** Calls on a file that is open: its name may go, it does not. */
const onOpenFile = ['read', 'write', 'fsync', 'ftruncate', 'fstat', 'close']

/** A full disk still reads, a read-only one too; only a read can lie; only a change can be done and said not to be. */
export function canFail({ errno, when }: Fault, call: string): boolean {
  if (when === 'half' && !['write', 'writeFile'].includes(call)) return errno !== 'EIO' && taking.includes(call)
  if (when === 'after') return changing.includes(call) && call !== 'create'
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return taking.includes(call)
    case 'EROFS':
      return changing.includes(call) && call !== 'fsync'
    case 'ENOENT':
      return !onOpenFile.includes(call)
    case 'lie':
      return call === 'read' || call === 'readFile'
    case 'short':
      return call === 'read' || call === 'write'
    case 'EIO':
    case 'ENODEV':
    case 'EPERM':
      return true
    default:
      return errno satisfies never
  }
}
