// Where the page says what went wrong with a sign-in. The element would say it
// itself, below its button; a listener that takes it on must be there before
// the element is, so the page imports this module before orkey.js.

import {fill} from './notice.js'

/** Our words for what an app decides by: the code of the error. */
const words = {
  denied: 'Sign-in denied: this page got no key. Sign in to be asked again.',
  code_rejected: 'OpenRouter did not accept the code, which works once and for ten minutes. Sign in again.',
  malformed: 'OpenRouter answered, but with no key. Sign in again.',
  timeout: 'OpenRouter did not answer in time. Sign in again.',
  unavailable: 'OpenRouter could not finish the sign-in. Wait a moment, then sign in again.',
  attempt_missing: 'That sign-in began in another tab. Go back there, or sign in here.',
  storage: 'This browser keeps nothing for this page. Allow site data for it, then sign in again.',
}

const places = document.querySelectorAll('.sign-in-error')

/** Says what an error of orkey.js means. Who denied has made a choice: nothing is wrong. */
export const noteOf = ({code, message}) => ({text: words[code] ?? message, calm: code === 'denied'})

/**
 * Shows a note while signed out and signed in; none clears it.
 * @param {{text: string, calm?: boolean, again?: boolean}} [note] calm: nothing is wrong
 */
export function showSignInError(note) {
  for (const place of places) {
    fill(place, note)
    place.classList.toggle('calm', !!note?.calm)
  }
}

document.addEventListener('openrouter-error', event => {
  event.preventDefault()
  showSignInError(noteOf(event.detail))
})
document.addEventListener('openrouter-loading', event => {
  if (event.detail.loading) showSignInError()
})
