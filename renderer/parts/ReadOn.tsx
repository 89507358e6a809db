// For what is longer than the screen: the one button scrolls on until the end has been in sight, and only then acts.

import { type RefObject, useEffect, useRef, useState } from 'react'
import { strings } from '../strings.ts'
import { ActionButton } from './ActionButton.tsx'

/** Put `endRef` on an empty element after the last line. Once it was seen it stays seen. */
export function useSeenToEnd(): { readonly seen: boolean; readonly endRef: RefObject<HTMLDivElement | null> } {
  const endRef = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    const end = endRef.current
    if (end === null) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true)
    }, sightOf(end))
    observer.observe(end)
    return () => observer.disconnect()
  }, [])
  return { seen, endRef }
}

/** What people see of the page: not what lies under the bar with the button, which stays in sight over it. */
function sightOf(end: HTMLElement): IntersectionObserverInit {
  const main = end.closest('main')
  const scrolls = main !== null && getComputedStyle(main).overflowY !== 'visible'
  const bar = end.parentElement?.querySelector<HTMLElement>(':scope > .actions')?.offsetHeight ?? 0
  return { root: scrolls ? main : null, rootMargin: `0px 0px -${bar}px 0px` }
}

type Props = {
  readonly seen: boolean
  /** What the button does, once all has been in sight. */
  readonly label: string
  readonly blocked?: string | null
  readonly onPress: () => void
}

export function ReadOnButton({ seen, label, blocked = null, onPress }: Props) {
  return (
    <ActionButton look="primary" focus blocked={blocked} onPress={seen ? onPress : scrollOn}>
      {seen ? label : strings.step.readOn}
    </ActionButton>
  )
}

/** Most of a screen further, so that the last lines are seen again at the top. */
function scrollOn(): void {
  const main = document.querySelector('main')
  const scrolls = main !== null && main.scrollHeight > main.clientHeight
  const box = scrolls ? main : document.documentElement
  box.scrollBy({ top: box.clientHeight * 0.7 })
}
