// Entry of the process that holds the secret of a backup: no vendor's code, no files, no network; one scope, then it ends.

import { serveStation } from '../token/serve.node.ts'
import type { ToSecretHost } from './secret-protocol.ts'
import { SecretScope } from './secret-scope.node.ts'

/** There where V8 was started with its switch (launcher.node.ts). */
declare const gc: (() => void) | undefined

const scope = new SecretScope()

async function answer(request: ToSecretHost): Promise<unknown> {
  switch (request.call) {
    case 'receiver':
      return scope.receiver
    case 'makeKey':
      return scope.makeKey(request.argument.algorithm)
    case 'split':
      return scope.split(request.argument)
    case 'expect':
      return scope.expect(request.argument.record)
    case 'card':
      return scope.card(request.argument.holder, request.argument.to)
    case 'read':
      return scope.read(request.argument.holder, request.argument.box)
    case 'prove':
      return scope.prove()
    case 'combine':
      return scope.combine()
    case 'kekFor':
      return scope.kekFor(request.argument.to)
    case 'privateKeyFor':
      return scope.privateKeyFor(request.argument.to)
    case 'wrapOwn':
      return scope.wrapOwn()
    case 'addMac':
      return scope.addMac(request.argument.iv, request.argument.wrapped)
    case 'blobHolds':
      return scope.blobHolds(request.argument.blob)
    case 'unwrapFor':
      return scope.unwrapFor(request.argument.blob, request.argument.to)
    case 'close':
      return scope.close()
    default:
      return request satisfies never
  }
}

/** What crossed was sealed or public. The strings that words became are on the heap, which overwrites what it frees. */
function wipe(): void {
  ;/^/.exec('') // RegExp keeps the last text that it looked at alive
  if (typeof gc === 'function') gc()
}

// Not awaited, as in the token host.
void serveStation({ name: 'secret host', answer, wipe })
