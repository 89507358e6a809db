import { describe, expect, test } from 'vitest'
import { CeremonyError } from '../../core/errors.ts'
import { serve } from '../../electron/host/bridge-host.ts'
import { inspectDropped, verifyDropped } from '../../electron/host/station-views.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u
const evil = 'root\u202enosj.toor\u200b'

const served = serve({
  'station.inspect': async ({ name, bytes: content }) => inspectDropped(name, content),
  'station.verify': async ({ files, head }) => verifyDropped(files, head, new Date(0)),
})

describe('WIN-TEXT: a hostile stick shows its hidden characters', () => {
  test('in the name of a file that is refused', async () => {
    const reply = await served('station.inspect', { name: evil, bytes: bytes('{}') })
    if (reply.ok) throw new Error('it was taken')
    expect(reply.error.words.happened).toContain('root[U+202E]nosj.toor[U+200B]')
    expect(JSON.stringify(reply)).not.toMatch(hidden)
  })

  test('in a verdict', async () => {
    const reply = await served('station.verify', { files: [{ path: `x/${evil}`, bytes: bytes('{}') }] })
    expect(JSON.stringify(reply)).toContain('[U+202E]')
    expect(JSON.stringify(reply)).not.toMatch(hidden)
  })

  test('in what is said of a document that it does not believe', async () => {
    const payload = Buffer.from(`{"a":"${evil}\u001b[2J"}`).toString('base64')
    const envelope = JSON.stringify({ payload, payloadType: 'text/x', signatures: [{ sig: 'AAAA' }] })
    const reply = await served('station.inspect', { name: 'a.json', bytes: bytes(envelope) })
    if (!reply.ok) throw new Error(reply.error.code)
    expect(reply.value.lines.join('\n')).toContain('[U+001B][2J')
    expect(reply.value.lines.join('')).not.toMatch(hidden)
  })
})

test('line breaks and bytes stay as they are', async () => {
  const refuse = serve({
    'station.inspect': async () => {
      throw new CeremonyError('input/unknown', { what: 'one\ntwo' })
    },
  })
  const reply = await refuse('station.inspect', { name: 'a', bytes: bytes('') })
  expect(reply.ok ? '' : reply.error.words.happened).toContain('one\ntwo')
})
