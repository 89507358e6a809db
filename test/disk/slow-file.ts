// A process that serves a file system with one file in it, `image`, over FUSE: each write and each flush of it takes its
// time. With a loop device over that file the kernel's own ext4 stands on a slow disk. argv: where to mount it, the file
// that holds the bytes, milliseconds of a write and of a flush. Says `mounted`; at its end, when it is unmounted, what it did.
// The protocol: include/uapi/linux/fuse.h of the kernel, version 7.31, the few calls that this needs.

import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const [place = '', bytesPath = '', writeMs = '0', flushMs = '0'] = process.argv.slice(2)

const op = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  opendir: 27,
  releasedir: 29,
  interrupt: 36,
  batchForget: 42,
} as const
const errno = { noent: -2, nosys: -38 } as const
const [rootId, fileId] = [1n, 2n]
const maxWrite = 128 * 1024

const file = fs.openSync(bytesPath, 'r+')
const { size } = fs.fstatSync(file)
const done = { writes: 0, flushes: 0, waitedMs: 0 }

async function take(ms: string): Promise<void> {
  done.waitedMs += Number(ms)
  await sleep(Number(ms))
}

/** struct fuse_attr */
function attributes(id: bigint): Buffer {
  const out = Buffer.alloc(88)
  out.writeBigUInt64LE(id, 0)
  out.writeBigUInt64LE(id === fileId ? BigInt(size) : 0n, 8)
  out.writeUInt32LE(id === fileId ? 0o100600 : 0o40700, 60)
  out.writeUInt32LE(1, 64)
  out.writeUInt32LE(4096, 80)
  return out
}

/** struct fuse_init_out: version 7.31, no optional abilities. */
function initOut(): Buffer {
  const out = Buffer.alloc(64)
  out.writeUInt32LE(7, 0)
  out.writeUInt32LE(31, 4)
  out.writeUInt32LE(maxWrite, 8)
  out.writeUInt16LE(1, 16)
  out.writeUInt32LE(maxWrite, 20)
  out.writeUInt32LE(1, 24)
  return out
}

/** The answer, or an errno; undefined where none is wanted. */
async function answer(code: number, id: bigint, body: Buffer): Promise<Buffer | number | undefined> {
  switch (code) {
    case op.init:
      return initOut()
    case op.lookup:
      if (body.toString('utf8').replace(/\0.*$/s, '') !== 'image') return errno.noent
      return Buffer.concat([idOut(fileId), attributes(fileId)])
    case op.getattr:
    case op.setattr:
      return Buffer.concat([Buffer.alloc(16), attributes(id)])
    case op.open:
    case op.opendir:
      return Buffer.alloc(16)
    case op.read:
      return read(Number(body.readBigUInt64LE(8)), body.readUInt32LE(16))
    case op.write:
      return write(Number(body.readBigUInt64LE(8)), body.subarray(40, 40 + body.readUInt32LE(16)))
    case op.fsync:
      done.flushes++
      await take(flushMs)
      return Buffer.alloc(0)
    case op.statfs:
      return Buffer.alloc(80)
    case op.flush:
    case op.release:
    case op.releasedir:
      return Buffer.alloc(0)
    case op.forget:
    case op.batchForget:
    case op.interrupt:
      return undefined
    default:
      return errno.nosys
  }
}

/** The head of struct fuse_entry_out. */
function idOut(id: bigint): Buffer {
  const out = Buffer.alloc(40)
  out.writeBigUInt64LE(id, 0)
  return out
}

function read(at: number, wanted: number): Buffer {
  const out = Buffer.alloc(wanted)
  return out.subarray(0, fs.readSync(file, out, 0, wanted, at))
}

async function write(at: number, bytes: Buffer): Promise<Buffer> {
  done.writes++
  await take(writeMs)
  fs.writeSync(file, bytes, 0, bytes.length, at)
  const out = Buffer.alloc(8)
  out.writeUInt32LE(bytes.length, 0)
  return out
}

function reply(fuse: number, unique: bigint, result: Buffer | number): void {
  const body = typeof result === 'number' ? Buffer.alloc(0) : result
  const head = Buffer.alloc(16)
  head.writeUInt32LE(16 + body.length, 0)
  head.writeInt32LE(typeof result === 'number' ? result : 0, 4)
  head.writeBigUInt64LE(unique, 8)
  fs.writeSync(fuse, Buffer.concat([head, body]))
}

/** One call after the other, as a cheap stick does; until it is unmounted. */
async function serve(fuse: number): Promise<void> {
  const buffer = Buffer.alloc(maxWrite + 8192)
  for (;;) {
    const length = await nextCall(fuse, buffer)
    if (length === undefined) return
    const call = buffer.subarray(0, length)
    const [code, unique, id] = [call.readUInt32LE(4), call.readBigUInt64LE(8), call.readBigUInt64LE(16)]
    const result = await answer(code, id === 0n ? rootId : id, call.subarray(40))
    if (result !== undefined) reply(fuse, unique, result)
  }
}

function nextCall(fuse: number, buffer: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    fs.read(fuse, buffer, 0, buffer.length, null, (error, length) => {
      if (error === null) resolve(length)
      else if (error.code === 'ENODEV') resolve(undefined)
      else if (error.code === 'EPERM')
        setTimeout(() => resolve(nextCall(fuse, buffer)), 5) // it is not mounted yet
      else reject(error)
    })
  })
}

const fuse = fs.openSync('/dev/fuse', 'r+')
const options = `fd=3,rootmode=40000,user_id=0,group_id=0,max_read=${maxWrite}`
const mount = spawn('mount', ['-i', '-t', 'fuse', '-o', options, 'slow', place], {
  stdio: ['ignore', 'inherit', 'inherit', fuse],
})
mount.on('close', (code) => {
  process.stdout.write(code === 0 ? 'mounted\n' : `mount ended with ${code}\n`)
  if (code !== 0) process.exit(1)
})
await serve(fuse)
process.stdout.write(`${JSON.stringify(done)}\n`)
