// The station's clock with its zone. It starts from the time of the last view and counts on; every view sets it again.

import { useEffect, useState } from 'react'
import { strings } from '../strings.ts'

type Props = {
  /** UTC, ISO 8601, when the view was made. */
  readonly time: string
  readonly large?: boolean
  /** IANA name of the zone of the clock on the wall, from the plan; without a plan, that of this machine. */
  readonly zone?: string
}

export function Clock({ time, large = false, zone }: Props) {
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
      <LocalTime at={shown} zone={zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone} large={large} />
    </div>
  )
}

type LocalProps = { readonly at: string; readonly zone: string; readonly large: boolean }

/** The same moment as the clock on the wall shows it, where that is not UTC. */
function LocalTime({ at, zone, large }: LocalProps) {
  const local = inZone(at, zone)
  if (local === null) return null
  const text = strings.clock.local(large ? local : local.slice(11, 16), zone)
  return large ? <p className="local">{text}</p> : <span className="local">{text}</span>
}

/** `2026-11-24 10:00:00`, or null for UTC and for a zone that this browser does not know. */
export function inZone(at: string, zone: string): string | null {
  if (/^(?:Etc\/)?(?:UTC|GMT|UCT)$/.test(zone)) return null
  try {
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    return local.format(new Date(at))
  } catch (error) {
    if (error instanceof RangeError) return null // the plan was checked with another table of zones; UTC stands there
    throw error
  }
}
