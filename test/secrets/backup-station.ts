// A station with nothing in it but a backup: split with dice, each card shown and read back, proven, ended. It never knows the KEK, and what it
// is lent of cards and dice it overwrites. For backup.test.ts, which makes the KEK of the cards and searches its memory.

import { readSync, writeSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { startSecretHost } from '../../core/backup/secret-client.node.ts'
import { guardMemory, wipeFreed } from '../../electron/host/memory.node.ts'
import { holders } from '../backup/scope.ts'

/** Descriptors that the test opened for us: what we say, what we hand over, what we are given. */
const [said, handed, given] = [3, 4, 5]
const [, , fingerprint = '', rolls = ''] = process.argv

guardMemory() // as every station does

const say = (message: Readonly<Record<string, unknown>>): void => {
  writeSync(said, `${JSON.stringify(message)}\n`)
}

/** Straight from these very bytes into the kernel. */
const handOver = (bytes: Uint8Array): void => {
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(handed, bytes, sent)
}

/** Until the test has looked. The station overwrites what its heap freed soon after each call that brought a secret. */
async function moment(name: string): Promise<void> {
  await setTimeout(50)
  wipeFreed()
  say({ moment: name })
  readSync(given, Buffer.alloc(1))
}

const threshold = 3
const host = await startSecretHost()
say({ host: host.pid })
const dice = new Uint8Array(Number(rolls))
for (let got = 0; got < dice.length; ) got += readSync(given, dice, got, dice.length - got, null)
await moment('dice typed')
const facts = await host.split({
  made: 'rehearsal',
  ceremony: 'a-test',
  epoch: 1,
  threshold,
  fingerprint,
  holders,
  dice,
})
say({ facts })
for (const holder of holders.slice(0, threshold)) {
  const words = await host.card({ holder })
  handOver(words)
  say({ early: holder, bytes: words.length })
  words.fill(0)
}
await moment('split')
for (const holder of holders) {
  const words = await host.card({ holder })
  handOver(words)
  say({ card: holder, bytes: words.length })
  if (holder === holders[0]) await moment('card shown')
  // A slip first: its answer has a word of the card in it.
  const slip = Uint8Array.from(words)
  slip.set(Buffer.from('zoo '), words.lastIndexOf(0x20) - 3)
  await host.read({ holder, words: slip })
  const fault = await host.read({ holder, words })
  if (fault !== null) throw new Error(`the card of ${holder} was not read: ${fault.fault}`)
}
await moment('read back')
await host.prove()
await moment('proven')
await host.close()
await moment('closed')
