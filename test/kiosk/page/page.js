// What the real window does, as little as will do: a call, a sheet when asked for one.

/** @typedef {{ ok: boolean, value: Record<string, string> }} Reply */
/** @type {unknown} */
const surface = Reflect.get(window, 'anchorite')
const { call } = /** @type {{ call: (name: string, args: object) => Promise<Reply> }} */ (surface)
const paper = /^#\/paper\/(\w+)$/.exec(location.hash)
if (paper === null) {
  const { ok, value } = await call('station.home', {})
  const said = document.querySelector('#said')
  if (said !== null) said.textContent = (ok && value.station) || 'refused'
} else {
  const { value } = await call('paper.sheet', { sheet: paper[1] })
  document.body.textContent = value.title ?? ''
  if (paper[1] !== 'plan') document.documentElement.dataset.ready = paper[1] === 'script' ? 'yes' : 'no'
}
