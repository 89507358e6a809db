// What stands in the profile before Chromium first reads it: settings that no flag has.

/**
 * The file Default/Preferences. A window that people see cannot print by itself (`window.print()` would open a dialog
 * with printers and "save as"): paper is made by the station only.
 * @see Chromium, chrome/common/pref_names.h
 */
export function preferences(options: { readonly mayPrint: boolean }): string {
  return JSON.stringify({
    printing: { enabled: options.mayPrint },
    credentials_enable_service: false,
    autofill: { profile_enabled: false, credit_card_enabled: false },
    browser: { enable_spellchecking: false, has_seen_welcome_page: true },
    safebrowsing: { enabled: false },
    search: { suggest_enabled: false },
    translate: { enabled: false },
    net: { network_prediction_options: 2 },
    alternate_error_pages: { enabled: false },
  })
}
