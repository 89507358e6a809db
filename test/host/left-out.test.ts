import { afterEach, describe, expect, it } from 'vitest'
import { factsOf } from '../../core/ceremony/state.ts'
import { beginStation, playTo, refusalOf, type Station, scratch } from './station.ts'

const { directory, remove } = scratch()
let station: Station | undefined

afterEach(async () => {
  await station?.host.leave()
  remove()
})

describe('a signer that cannot sign', () => {
  it('is left out over a recorded deviation, and the root still has its threshold', async () => {
    station = beginStation({ directory })
    const step = 'root/sign/acme.update.root-c'
    await playTo(station, step)
    const no = { step, by: 'david', fits: false, values: {} }
    expect(await refusalOf(station, 'ceremony.answer', no)).toBe('ceremony/needs-deviation')
    const text = 'Token root-c does not answer; two others have signed.'
    await station.call('ceremony.deviation', { by: 'david', text })
    expect((await station.call('ceremony.answer', no)).ok).toBe(true)
    await playTo(station, 'close')
    expect(factsOf(station.files.recorder.state, 'root/sign', { key: 'root-c' })).toBeUndefined()
    expect((await station.call('ceremony.close', {})).ok).toBe(true)
    expect(station.files.recorder.state.status).toBe('closed')
  })
})
