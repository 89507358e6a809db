// The site: what this station is bound to. Recorded in the transcript, kept out of the plan. See docs/formats/site.md.

import type { Id } from './plan.ts'

export type SiteModule = {
  /** Absolute path of the PKCS#11 library. */
  readonly path: string
  /** Environment variables the library reads, for example SOFTHSM2_CONF. */
  readonly environment: { readonly [name: string]: string }
  /** CK_C_INITIALIZE_ARGS.LibraryParameters, for example for NSS softokn. */
  readonly parameters?: string
}

export type Site = {
  readonly format: 'anchorite/site/v1'
  readonly name: string
  readonly modules: { readonly [name: Id]: SiteModule }
  /** Where the outbound bag is written: an absolute path of a mounted medium. */
  readonly media: { readonly out: string }
  /** Rehearsal only: which throw-away token plays the token with this planned serial. */
  readonly standIns: { readonly [plannedSerial: string]: { readonly serial: string } }
}
