import { describe, expect, it } from 'vitest'
import { isDone, strangeListeners, systemCalls, towardsInet } from './strace.ts'

const inet = 'sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.1")'
const done = (log: string) => towardsInet(systemCalls(log)).filter(isDone)

describe('what strace wrote', () => {
  it.each([
    ['a call on one line', `41 connect(3, {${inet}}, 16) = 0`],
    [
      'a call that another process came between',
      `41 connect(3, {${inet}}, 16 <unfinished ...>\n41 <... connect resumed>) = 0`,
    ],
    ['one that is still being made', `41 connect(3, {${inet}}, 16) = -1 EINPROGRESS (Operation now in progress)`],
    [
      'both at once',
      `41 connect(3, {${inet}}, 16 <unfinished ...>\n41 <... connect resumed>)     = -1 EINPROGRESS (Operation now in progress)`,
    ],
    ['a datagram', `41 sendto(3, "x", 1, 0, {${inet}}, 16) = 1`],
    ['many datagrams', `41 sendmmsg(3, [{msg_hdr={msg_name={${inet}}}, msg_len=1}], 1, 0) = 1`],
    [
      'one whose address is only known when it comes back',
      `41 accept4(3,  <unfinished ...>\n41 <... accept4 resumed>{${inet}}, [16], 0) = 7`,
    ],
    [
      'one from which the process never came back',
      `41 connect(3, {${inet}}, 16 <unfinished ...>\n41 +++ killed by SIGKILL +++`,
    ],
    [
      'one that ended with its process',
      `41 connect(3, {${inet}}, 16 <unfinished ...>\n41 <... connect resumed> <unfinished ...>) = ?`,
    ],
  ])('%s counts as done', (_name, log) => {
    expect(done(log)).toHaveLength(1)
  })

  it.each([
    ['a refused one', `41 connect(3, {${inet}}, 16) = -1 ENETUNREACH (Network is unreachable)`],
    [
      'a refused one in two parts',
      `41 connect(3, {${inet}}, 16 <unfinished ...>\n41 <... connect resumed>) = -1 ENETUNREACH (Network is unreachable)`,
    ],
    ['a local one', '41 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X1"}, 20) = 0'],
    ['a socket that is only made', '41 socket(AF_INET, SOCK_STREAM, 0) = 3'],
  ])('%s does not count', (_name, log) => {
    expect(done(log)).toEqual([])
  })

  it('halves belong together by their process, not by their order', () => {
    const log = [
      `41 connect(3, {${inet}}, 16 <unfinished ...>`,
      '7  connect(4, {sa_family=AF_UNIX, sun_path="/x"}, 5 <unfinished ...>',
      '41 <... connect resumed>) = -1 ENETUNREACH (Network is unreachable)',
      '7  <... connect resumed>) = 0',
    ].join('\n')
    expect(systemCalls(log).map(({ text, result }) => [text.includes('AF_UNIX'), result])).toEqual([
      [false, '-1 ENETUNREACH (Network is unreachable)'],
      [true, '0'],
    ])
    expect(done(log)).toEqual([])
  })

  it('a listener is strange where its descriptor was no local socket, also in two parts', () => {
    const local =
      '41 socket(AF_UNIX, SOCK_STREAM, 0 <unfinished ...>\n41 <... socket resumed>) = 5\n41 listen(5, 1) = 0'
    const strange =
      '41 socket(AF_INET, SOCK_STREAM, 0) = 6\n41 listen(6, 1 <unfinished ...>\n41 <... listen resumed>) = 0'
    expect(strangeListeners(systemCalls(local))).toEqual([])
    expect(strangeListeners(systemCalls(`${local}\n${strange}`))).toHaveLength(1)
  })
})
