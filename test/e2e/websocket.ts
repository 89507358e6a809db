// A WebSocket server for one client, by hand: only for tests, on loopback, at an address with a random path.

import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export type Client = {
  readonly send: (text: string) => void
  /** Set by whoever serves the client. */
  hear: (text: string) => void
  left: () => void
}

/** What RFC 6455 section 1.3 adds to the key. */
const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const maxMessage = 512 * 1024 * 1024

/**
 * Listen on a free port of 127.0.0.1 and meet each client that knows the path.
 * Text messages only, in any number of fragments; pings are answered; no extensions.
 * @see RFC 6455 sections 4.2 and 5.2
 */
export async function serveWebSocket(
  meet: (client: Client) => void,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const path = `/${randomBytes(16).toString('hex')}`
  const server = createServer((_request, response) => response.writeHead(404).end())
  const sockets = new Set<Duplex>()
  server.on('upgrade', (request, socket) => {
    const key = request.headers['sec-websocket-key']
    if (request.url !== path || key === undefined) {
      socket.destroy()
      return
    }
    const accept = createHash('sha1').update(`${key}${magic}`).digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    )
    sockets.add(socket)
    meet(clientOver(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listening on TCP since the line above
  return {
    url: `ws://127.0.0.1:${port}${path}`,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function clientOver(socket: Duplex): Client {
  const client: Client = {
    send: (text) => {
      if (socket.writable) socket.write(frame(1, Buffer.from(text)))
    },
    hear: () => undefined,
    left: () => undefined,
  }
  let rest: Buffer = Buffer.alloc(0)
  const message: Buffer[] = []
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let read = unframe(rest); read !== undefined; read = unframe(rest)) {
      rest = rest.subarray(read.size)
      if (read.opcode === 8) socket.end()
      else if (read.opcode === 9) socket.write(frame(10, read.payload))
      else if (read.opcode <= 1) {
        message.push(read.payload)
        if (read.final) client.hear(Buffer.concat(message.splice(0)).toString('utf8'))
      }
    }
  })
  socket.on('close', () => client.left())
  socket.on('error', () => socket.destroy())
  return client
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (length < 126) head[1] = length
  else if (length < 65536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}

type Frame = { readonly opcode: number; readonly final: boolean; readonly payload: Buffer; readonly size: number }

/** The first whole frame, unmasked; undefined where more bytes must come. Clients always mask. */
function unframe(bytes: Buffer): Frame | undefined {
  if (bytes.length < 6) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < head + 4) return undefined
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (length > maxMessage) throw new RangeError(`a frame of ${length} bytes`)
  const size = head + 4 + length
  if (bytes.length < size) return undefined
  const mask = bytes.subarray(head, head + 4)
  const payload = Buffer.from(bytes.subarray(head + 4, size))
  for (let at = 0; at < length; at++) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0)
  return { opcode: first & 0x0f, final: (first & 0x80) !== 0, payload, size }
}
