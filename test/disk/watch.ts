// All that this process asks of the disk under one directory, whatever module asks: it can be made to fail at any call.

import fs from 'node:fs'
import promises, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join, relative } from 'node:path'
import type { Fault } from './fault.ts'

/** `call` is named as in node:fs, without `Sync`; an open that may create is `create`. `path`: under the directory. */
export type DiskCall = { readonly call: string; readonly path: string }

export type Decide = (call: DiskCall) => Fault | undefined

// Arguments and results of node:fs as they come: they are passed on.
type Call = (...args: unknown[]) => unknown

const byPath = 'lstat stat exists readFile writeFile link rename unlink rm mkdir readdir access statfs'.split(' ')
const onDescriptor = ['read', 'write', 'fsync', 'ftruncate', 'fstat', 'close']
const byPathAsync = ['mkdir', 'lstat', 'opendir']

/**
 * Watch until the returned function is called. Flushes are counted and not made: hundreds of days would wait for them.
 * Not reached: programs that are started (`sync -f`), which test/media makes fail.
 */
export function watchDisk(root: string, decide: Decide): () => void {
  const table = fs as unknown as Record<string, Call> // node:fs is an object of functions
  const tableAsync = promises as unknown as Record<string, Call> // as is its other half
  const real = only(
    table,
    [...byPath, ...onDescriptor, 'open'].map((call) => `${call}Sync`),
  )
  const realAsync = only(tableAsync, [...byPathAsync, 'open'])
  const open = new Map<number, string>()
  const guard = guardOver(root, open, decide)

  for (const call of byPath) {
    table[`${call}Sync`] = (...args) =>
      guard.sync(call, args[call === 'link' || call === 'rename' ? 1 : 0], (fault) =>
        withData(call, args, fault, (data) => real[`${call}Sync`]?.(...data)),
      )
  }
  table.openSync = (...args) =>
    guard.sync(opening(args[1]), args[0], () => {
      const fd = Number(real.openSync?.(...args))
      open.set(fd, guard.path(args[0]))
      return fd
    })
  for (const call of onDescriptor) {
    table[`${call}Sync`] = (...args) =>
      guard.sync(call, open.get(Number(args[0])) ?? '/', (fault) => {
        if (call === 'close') open.delete(Number(args[0]))
        if (call === 'fsync') return undefined
        return onBytes(call, args, fault, (cut) => real[`${call}Sync`]?.(...cut))
      })
  }
  for (const call of byPathAsync) {
    tableAsync[call] = (...args) => guard.async(call, args[0], async () => realAsync[call]?.(...args))
  }
  tableAsync.open = (...args) =>
    guard.async(opening(args[1]), args[0], async () => {
      const handle = (await realAsync.open?.(...args)) as FileHandle // what it gives
      open.set(handle.fd, guard.path(args[0]))
      return watchHandle(handle, guard, open)
    })
  syncBuiltinESMExports()
  return () => {
    Object.assign(table, real)
    Object.assign(tableAsync, realAsync)
    syncBuiltinESMExports()
  }
}

const only = (table: Readonly<Record<string, Call>>, names: readonly string[]): Record<string, Call | undefined> =>
  Object.fromEntries(names.map((name) => [name, table[name]]))

type Guard = ReturnType<typeof guardOver>

function guardOver(root: string, open: ReadonlyMap<number, string>, decide: Decide) {
  /** node:fs calls itself: what is asked from inside is no call of the station. */
  let inside = false
  const path = (asked: unknown): string => {
    const [, descriptor, rest = ''] = /^\/proc\/self\/fd\/(\d+)(\/.*)?$/.exec(String(asked)) ?? []
    return descriptor === undefined ? String(asked) : join(open.get(Number(descriptor)) ?? '/', rest)
  }
  const faultAt = (call: string, asked: unknown): { fault: Fault | undefined; refuse: () => never } => {
    const at = path(asked)
    const ours = !inside && (at === root || at.startsWith(`${root}/`))
    const fault = ours ? decide({ call, path: relative(root, at) }) : undefined
    const refuse = (): never => {
      throw Object.assign(new Error(`${fault?.errno}: on cue, ${call} '${at}'`), { code: fault?.errno })
    }
    return { fault, refuse }
  }
  return {
    path,
    sync: (call: string, asked: unknown, act: (fault: Fault | undefined) => unknown): unknown => {
      const { fault, refuse } = faultAt(call, asked)
      const fails = fault !== undefined && fault.errno !== 'lie' && fault.errno !== 'short'
      if (fails && call === 'exists') return false // as node:fs does, whatever the errno
      // A close that fails has closed all the same.
      if (fails && !isDone(fault, call)) return refuse()
      inside = true
      try {
        const result = act(fault)
        if (fails) refuse()
        return result
      } finally {
        inside = false
      }
    },
    async: async (call: string, asked: unknown, act: (fault: Fault | undefined) => Promise<unknown>) => {
      const { fault, refuse } = faultAt(call, asked)
      const fails = fault !== undefined && fault.errno !== 'lie' && fault.errno !== 'short'
      if (fails && !isDone(fault, call)) return refuse()
      const result = await act(fault)
      return fails ? refuse() : result
    },
  }
}

/** Whether something of the call is done before it fails. */
const isDone = ({ when }: Fault, call: string): boolean =>
  call === 'close' || when === 'after' || (when === 'half' && (call === 'write' || call === 'writeFile'))

function opening(flags: unknown): 'open' | 'create' {
  if (typeof flags === 'number') return (flags & fs.constants.O_CREAT) === 0 ? 'open' : 'create'
  return flags === undefined || flags === 'r' || flags === 'r+' ? 'open' : 'create'
}

function watchHandle(handle: FileHandle, guard: Guard, open: Map<number, string>): FileHandle {
  const { fd } = handle
  const at = open.get(fd) ?? '/'
  const real = {
    writeFile: handle.writeFile.bind(handle) as Call,
    read: handle.read.bind(handle) as unknown as Call, // one of its overloads
    stat: handle.stat.bind(handle) as Call,
    close: handle.close.bind(handle) as Call,
  }
  return Object.assign(handle, {
    writeFile: (...args: unknown[]) =>
      guard.async('writeFile', at, async (fault) =>
        withData('writeFile', ['', ...args], fault, (data) => real.writeFile(...data.slice(1))),
      ),
    read: (...args: unknown[]) =>
      guard.async('read', at, async (fault) => {
        const cut = fault?.errno === 'short' ? [args[0], args[1], shortOf(Number(args[2])), args[3]] : args
        const read = await real.read(...cut)
        if (fault?.errno === 'lie') spoil(args[0])
        return read
      }),
    stat: (...args: unknown[]) => guard.async('fstat', at, async () => real.stat(...args)),
    sync: () => guard.async('fsync', at, async () => undefined),
    close: () =>
      guard.async('close', at, async () => {
        open.delete(fd)
        await real.close()
      }),
  })
}

/** Calls that take or give a whole file. */
function withData(call: string, args: unknown[], fault: Fault | undefined, act: (args: unknown[]) => unknown): unknown {
  if (call === 'writeFile' && fault?.when === 'half') {
    const bytes = Buffer.from(args[1] as Uint8Array) // the data
    return act([args[0], bytes.subarray(0, bytes.length >> 1), ...args.slice(2)])
  }
  const result = act(args)
  if (call !== 'readFile' || fault?.errno !== 'lie') return result
  if (typeof result === 'string') return `${result.slice(0, -1)}~`
  spoil(result)
  return result
}

/** Calls with a descriptor, a buffer, where to begin in it, and how many bytes. */
function onBytes(call: string, args: unknown[], fault: Fault | undefined, act: (args: unknown[]) => unknown): unknown {
  const [fd, buffer, from, length, ...rest] = args
  if (fault === undefined || (call !== 'read' && call !== 'write')) return act(args)
  const count = Number(length)
  if (fault.when === 'half') return act([fd, buffer, from, count >> 1, ...rest])
  if (fault.errno === 'short') return act([fd, buffer, from, shortOf(count), ...rest])
  const result = act(args)
  if (fault.errno === 'lie') spoil(buffer)
  return result
}

/** Some, but not all. */
const shortOf = (count: number): number => (count + 1) >> 1

function spoil(bytes: unknown): void {
  const [buffer] = [bytes as Uint8Array] // what was read into, or what a read gave
  const middle = buffer.length >> 1
  buffer[middle] = (buffer[middle] ?? 0) ^ 1
}
