// The station's clock with its zone. It starts from the time of the last view and counts on; every view sets it again.

import { useEffect, useState } from 'react'
import { strings } from '../strings.ts'

/** @param props.time - UTC, ISO 8601, when the view was made. */
export function Clock({ time, large = false }: { readonly time: string; readonly large?: boolean }) {
  const [shown, setShown] = useState(time)
  useEffect(() => {
    const base = Date.parse(time)
    const began = performance.now()
    const tick = () => setShown(new Date(base + performance.now() - began).toISOString())
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [time])
  return (
    <div className={large ? 'clock large' : 'clock'} role="timer" aria-label={strings.frame.clock} aria-live="off">
      <time dateTime={shown}>
        {large ? <span className="date">{shown.slice(0, 10)} </span> : null}
        {shown.slice(11, 19)} {strings.frame.utc}
      </time>
      {large ? <LocalTime at={shown} /> : null}
    </div>
  )
}

/** The same moment in the zone of this machine, where that is not UTC: the clock on the wall shows local time. */
function LocalTime({ at }: { readonly at: string }) {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  if (/^(?:Etc\/)?(?:UTC|GMT|UCT)$/.test(timeZone)) return null
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  return <p className="local">{strings.clock.local(local.format(new Date(at)), timeZone)}</p>
}
