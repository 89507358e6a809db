// Says that the middle of the screen goes on below what fits. Only for the eye: a screen reader reads all of it anyway.

import { type RefObject, useEffect, useState } from 'react'
import { strings } from '../strings.ts'

/** Less than a line is nothing to read. */
const slackPx = 12

export function MoreBelow({ box }: { readonly box: RefObject<HTMLElement | null> }) {
  const [more, setMore] = useState(false)
  useEffect(() => {
    const main = box.current
    if (main === null) return undefined
    const look = () => setMore(isMoreBelow(main))
    const sizes = new ResizeObserver(look)
    const content = new MutationObserver(look)
    sizes.observe(main)
    content.observe(main, { childList: true, subtree: true, characterData: true })
    main.addEventListener('scroll', look)
    return () => {
      sizes.disconnect()
      content.disconnect()
      main.removeEventListener('scroll', look)
    }
  }, [box])
  if (!more) return null
  return (
    <p className="more-below" aria-hidden="true">
      {strings.frame.moreBelow}
    </p>
  )
}

/** Where a bar with buttons stays in sight, something lies under it; else the part itself scrolls on. */
function isMoreBelow(main: HTMLElement): boolean {
  const bar = main.querySelector<HTMLElement>('.step > .actions:not(:empty), .step > form > .actions')
  const last = bar?.previousElementSibling
  if (bar === null || last === null || last === undefined)
    return main.scrollHeight - main.clientHeight - main.scrollTop > slackPx
  return last.getBoundingClientRect().bottom - bar.getBoundingClientRect().top > slackPx
}
