// Loaded into the station before its own code (--import): SIGKILL to the whole tree in the moment in which the flush of a
// line of the transcript returns. Nothing outside can be that exact: without a person the next lines follow in a millisecond.

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { keyOf } from './reference.ts'
import { childrenOf, killNow } from './run.ts'
import type { Line } from './scene.ts'

const wanted = JSON.parse(process.env.ANCHORITE_DIE_AT ?? '[]') as readonly string[] // go-on.ts set it
const flush = fs.fsyncSync
let written = ''
const write = fs.writeSync

fs.writeSync = ((fd: number, bytes: Uint8Array, ...rest: number[]) => {
  written = Buffer.from(bytes).toString('utf8')
  return (write as (fd: number, bytes: Uint8Array, ...rest: number[]) => number)(fd, bytes, ...rest)
}) as typeof fs.writeSync // the station calls it in this form only

fs.fsyncSync = (fd) => {
  flush(fd)
  if (!fs.readlinkSync(`/proc/self/fd/${fd}`).endsWith('/transcript.jsonl')) return
  const key = keyOf((JSON.parse(written) as Line).event) // the station wrote it
  if (!wanted.some((line) => key === line || key.startsWith(`${line} `))) return
  killNow([...childrenOf(process.pid), process.pid])
}
syncBuiltinESMExports()
