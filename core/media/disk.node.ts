// The real disk behind core/media/disk.ts. Linux: children of an open directory are reached through /proc/self/fd.

import { execFile } from 'node:child_process'
import { constants, existsSync, type Stats } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, opendir } from 'node:fs/promises'
import type { Disk, Look, OpenFile } from './disk.ts'

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants

// A name swapped for a link between two calls would lead out of the bag; a descriptor cannot be swapped.
const descriptors = '/proc/self/fd'
const reachable = existsSync(descriptors)

const syncPrograms = ['/usr/bin/sync', '/bin/sync']

export const realDisk: Disk = {
  makeDirectory: (path) => mkdir(path, 0o755),
  create: async (path) => opened(await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644)),
  open: async (path) => opened(await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)),
  openDirectory: async (path) => {
    const handle = await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    const within = reachable ? `${descriptors}/${handle.fd}` : path
    return {
      path: within,
      names: (max) => namesIn(within, max),
      sync: () => handle.sync(),
      close: () => handle.close(),
    }
  },
  look: async (path) => lookOf(await lstat(path)),
  syncFileSystem: async (path) => {
    const program = syncPrograms.find((candidate) => existsSync(candidate))
    if (program !== undefined) await run(program, ['-f', path])
    return program !== undefined
  },
}

function opened(handle: FileHandle): OpenFile {
  return {
    look: async () => lookOf(await handle.stat()),
    writeAll: (bytes) => handle.writeFile(bytes),
    read: async (maxBytes) => {
      const buffer = Buffer.alloc(maxBytes)
      let filled = 0
      while (filled < maxBytes) {
        const { bytesRead } = await handle.read(buffer, filled, maxBytes - filled, filled)
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
    sync: () => handle.sync(),
    close: () => handle.close(),
  }
}

async function namesIn(path: string, max: number): Promise<readonly string[]> {
  const names: string[] = []
  for await (const entry of await opendir(path)) {
    names.push(entry.name)
    if (names.length > max) break
  }
  return names.sort()
}

function lookOf(stats: Stats): Look {
  return { kind: kindOf(stats), sizeBytes: stats.size, device: stats.dev }
}

function kindOf(stats: Stats): Look['kind'] {
  if (stats.isFile()) return 'a file'
  if (stats.isDirectory()) return 'a directory'
  if (stats.isSymbolicLink()) return 'a symbolic link'
  if (stats.isFIFO()) return 'a named pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}

/** A program that fails is told as EIO: what it could not do is to write the data. */
function run(program: string, argv: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, argv, { cwd: '/', env: {} }, (error, _stdout, stderr) => {
      if (error === null) resolve()
      else reject(Object.assign(new Error(`${program}: ${stderr.trim()}`, { cause: error }), { code: 'EIO' }))
    })
  })
}
