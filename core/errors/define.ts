// How an area declares its errors: one line a code, with the type of its detail, its disposition and its words.

/**
 * What the ceremony does about an error of this code.
 * - `retry`: a human slip; the same step may be tried again.
 * - `refuse`: a rule said no; nothing was done.
 * - `device`: a token, disk or medium failed; the detail has the CKR name or errno and the call.
 * - `input`: bad media, file or QR; the detail has the place in the document.
 * - `bug`: stop the ceremony; nothing a user brings can cause it.
 */
export type Disposition = 'retry' | 'refuse' | 'device' | 'input' | 'bug'

/** What a person is told, always all three: what happened, what is safe now, what to do next. */
export type Words = { readonly happened: string; readonly safe: string; readonly next: string }

export type ErrorDefinition<D> = {
  readonly disposition: Disposition
  readonly words: (detail: D) => Words
}

const of =
  (disposition: Disposition) =>
  <D>(words: (detail: D) => Words): ErrorDefinition<D> => ({ disposition, words })

export const retry = of('retry')
export const refuse = of('refuse')
export const device = of('device')
export const input = of('input')
export const bug = of('bug')

/** "Nothing was started." The usual second sentence of an input error. */
export const nothingDone = 'Nothing was started and nothing was written.'
