// The places of the window, and how one comes from one to another: by a person's choice, never by itself.

import { useCallback, useEffect, useState } from 'react'
import type { CallBridge, View } from './bridge.ts'
import { CeremonyPage } from './ceremony/CeremonyPage.tsx'
import { HomePage } from './pages/HomePage.tsx'
import { InspectPage } from './pages/InspectPage.tsx'
import { OwnBagPage } from './pages/OwnBagPage.tsx'
import { PlaceFrame } from './pages/PlaceFrame.tsx'
import { PlanPage } from './pages/PlanPage.tsx'
import type { Place } from './pages/place.ts'
import { TokensPage } from './pages/TokensPage.tsx'
import { VerifyPage } from './pages/VerifyPage.tsx'
import { HelpPanel } from './panels/HelpPanel.tsx'
import { applySettings, defaultSettings } from './settings.ts'
import { strings } from './strings.ts'
import { useStation } from './useStation.ts'

export function App({ call }: { readonly call: CallBridge }) {
  const [state, calls] = useStation(call)
  const [place, setPlace] = useState<Place>('home')
  const [settings, setSettings] = useState(defaultSettings)
  const [help, setHelp] = useState(false)
  /** The ceremony whose bag is being verified; it may still be open on the window. */
  const [own, setOwn] = useState<string | null>(null)
  const { ask, peek, showHome, showView, dismiss } = calls

  useEffect(() => applySettings(document.documentElement, settings), [settings])
  // What the host says when the window opens: a ceremony that is open already, else home.
  useEffect(() => {
    const begin = async () => {
      const open = await peek('ceremony.view', {})
      if (open.ok) return showView(open.value)
      const home = await ask('station.home', {}, strings.home.loading)
      if (home !== undefined) showHome(home)
    }
    void begin()
  }, [peek, ask, showView, showHome])

  const inCeremony = state.view !== null
  const go = useCallback(
    (next: Place) => {
      dismiss()
      setOwn(null)
      setPlace(next)
      // The ceremony that is open stays so, and comes back.
      if (inCeremony) return
      if (next === 'home') void ask('station.home', {}, strings.home.loading).then((home) => home && showHome(home))
    },
    [ask, dismiss, showHome, inCeremony],
  )
  const toggleRoom = useCallback(() => setSettings((now) => ({ ...now, room: !now.room })), [])
  const opened = (view: View | undefined) => {
    if (view !== undefined) showView(view)
  }
  const verifyOwn = (ceremony: string) => {
    dismiss()
    setOwn(ceremony)
    setPlace('verify')
  }
  const leave = async () => {
    const home = await ask('station.leave', {}, strings.step.atWork)
    if (home === undefined) return
    setPlace('home')
    showHome(home)
  }

  if (state.view !== null && own === null)
    return (
      <CeremonyPage
        view={state.view}
        state={state}
        calls={calls}
        settings={settings}
        onSettings={setSettings}
        onLeave={() => void leave()}
        onVerify={() => verifyOwn(state.view?.ceremony ?? '')}
      />
    )
  const page = { state, calls, onOpened: opened }
  return (
    <PlaceFrame
      place={place}
      back={inCeremony ? strings.nav.backToCeremony : strings.nav.back}
      home={state.home}
      refusal={state.refusal}
      waiting={state.waiting}
      onGo={go}
      onHelp={() => setHelp(true)}
      settings={settings}
      onRoom={toggleRoom}
    >
      {place === 'home' ? <HomePage {...page} onGo={go} onVerify={verifyOwn} /> : null}
      {place === 'plan' ? <PlanPage {...page} /> : null}
      {place === 'verify' && own === null ? <VerifyPage {...page} /> : null}
      {own === null ? null : <OwnBagPage state={state} calls={calls} ceremony={own} />}
      {place === 'inspect' ? <InspectPage {...page} /> : null}
      {place === 'tokens' ? <TokensPage {...page} /> : null}
      <HelpPanel open={help} people={[]} settings={settings} onSettings={setSettings} onClose={() => setHelp(false)} />
    </PlaceFrame>
  )
}
