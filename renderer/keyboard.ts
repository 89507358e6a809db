// About the keyboard: where the focus goes when something new stands on the screen, and keys that are held down.

import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useRef } from 'react'

/**
 * Puts the focus on the element once, when it first stands there; not again when it changes. A refusal that is on the
 * screen keeps the focus: it is read first.
 */
export function useFocusOnMount<E extends HTMLElement>(wanted = true): RefObject<E | null> {
  const ref = useRef<E>(null)
  const first = useRef(wanted)
  useEffect(() => {
    if (first.current && document.querySelector('.refusal') === null)
      ref.current?.focus({ preventScroll: ref.current.closest('.step > .actions') !== null })
  }, [])
  return ref
}

/** A key that is held down acts once: a hand that rests on Enter must not confirm one statement after the other. */
export function ignoreHeldKey(event: KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault()
}

/** The second click of a double click would land on the button of the next step. */
export const isSecondClick = (event: MouseEvent): boolean => event.detail > 1

/**
 * Whether a letter key would be typed into something. While a form asks for a secret or for the words of a card every letter
 * is one of those, wherever the focus is: one that is typed beside its field must open nothing.
 */
export function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector('.secret-form, .type-card') !== null) return true
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'file', 'button'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

/** A ref for the head of whatever newly stands in the middle: it is read from its beginning. */
export function fromTheTop(element: HTMLElement | null): void {
  void element?.closest('main')?.scrollTo(0, 0)
  if (element !== null) void window.scrollTo(0, 0)
}
