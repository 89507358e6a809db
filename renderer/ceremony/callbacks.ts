// The callbacks of a step, each one call over the bridge. Bytes of a secret are overwritten as soon as they are sent.

import type { BridgeArgs, View } from '../bridge.ts'
import { shareStrings } from '../share/strings.ts'
import { strings } from '../strings.ts'
import type { StationCalls } from '../useStation.ts'
import type { ShareCallbacks, StepCallbacks } from '../view.ts'

/** What the page does itself when people go on over a deviation. */
export type GoOn = { readonly by: string; readonly values: Readonly<Record<string, string>> }

export function stepCallbacks(view: View, calls: StationCalls, goOn: (what: GoOn) => void): StepCallbacks {
  const step = view.step?.id ?? ''
  const { act } = calls
  const label = strings.perform.act[view.step?.action ?? '']
  const doing = label === undefined ? strings.step.working : strings.step.doing(label)
  return {
    answer: async (by, fits, values) => (await act('ceremony.answer', { step, by, fits, values })) !== undefined,
    secret: async (slot, by, value) =>
      wiping(value, async () => (await act('ceremony.secret', { step, slot, by, value })) !== undefined),
    confirm: async (by, code) =>
      wiping(code, async () => (await act('ceremony.confirm', { step, by, code })) !== undefined),
    perform: async (by, spendTry) => (await act('ceremony.perform', { step, by, spendTry }, doing)) !== undefined,
    look: async (by, spendTry) => (await act('ceremony.look', { by, spendTry })) !== undefined,
    reconcile: async (by, decision) => (await act('ceremony.reconcile', { by, decision })) !== undefined,
    goOnAsItIs: (by, values) => goOn({ by, values }),
    share: shareCallbacks(step, calls),
  }
}

function shareCallbacks(step: string, { ask, peek, follow }: StationCalls): ShareCallbacks {
  return {
    card: (by) => peek('share.card', { step, by }),
    read: (by, words) =>
      wiping(words, async () => {
        const reply = await ask('share.read', { step, by, words }, shareStrings.type.sending)
        if (reply === undefined) return undefined
        follow(reply.view)
        return reply.fault
      }),
    print: async (by, printer) => (await ask('share.print', { step, by, printer }, shareStrings.make.printing))?.job,
    printers: () => peek('paper.printers', {}),
  }
}

/** Record a deviation; the private code is wiped whatever comes of it. */
export async function recordDeviation(
  calls: StationCalls,
  by: string,
  text: string,
  code: Uint8Array | undefined,
): Promise<boolean> {
  const args: BridgeArgs<'ceremony.deviation'> = code === undefined ? { by, text } : { by, text, code }
  return wiping(code, async () => (await calls.act('ceremony.deviation', args)) !== undefined)
}

async function wiping<T>(bytes: Uint8Array | undefined, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } finally {
    bytes?.fill(0)
  }
}
