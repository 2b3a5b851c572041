// The page: which half of it shows, and what passes between its parts.

import {noteOf, showSignInError} from './sign-in-error.js'
import {clearApiKey, configure, getApiKey, initiateOAuth, onAuthChange} from './orkey.js'
import {hideAccount, refreshAccount, showAccount} from './account.js'
import {startChat} from './composer.js'
import {remark} from './conversation.js'
import {loadModels} from './models.js'
import {KeyGone, Problem} from './problem.js'

const $ = id => document.getElementById(id)
const baseUrl = document.documentElement.dataset.baseUrl
configure({baseUrl})

const clearChat = startChat({
  baseUrl,
  getKey: getApiKey,
  onKeyGone: forget,
  onSpent: () => withKey(key => refreshAccount(baseUrl, key)),
})

/** The key whose half is on the screen; undefined before the first look. */
let shown

/** Shows the half that fits: after loading, and whenever the key changes, here or in another tab. */
async function show() {
  const key = getApiKey()
  if (key === shown) return
  const first = shown === undefined
  shown = key
  $('signed-out').hidden = !!key
  $('signed-in').hidden = !key
  clearChat()
  hideAccount()
  // Whoever signed in or out with the keyboard goes on from there.
  if (!first) $(key ? 'chat-title' : 'hero-title').focus({preventScroll: true})
  if (!key) return
  showSignInError()
  loadModels(baseUrl).catch(problem => remark(problem.message))
  await withKey(key => showAccount(baseUrl, key))
}

/** This origin may have had another demo before, of an emulator or live: its key is not for here. */
function refuseForeign() {
  const before = localStorage.orkey_demo_base
  localStorage.orkey_demo_base = baseUrl
  if (before && before !== baseUrl && getApiKey())
    forget(new Problem(`This browser had a key of ${new URL(before).host}, which is not for ${new URL(baseUrl).host}.`, {again: true}))
}

/** Does something with the key, and forgets the key if that shows that it is gone. */
async function withKey(use) {
  const key = getApiKey()
  try {
    if (key) await use(key)
  } catch (error) {
    if (!(error instanceof KeyGone)) throw error
    if (key === getApiKey()) forget(error)
  }
}

/** Signs out because of problem, and says so. */
function forget(problem) {
  clearApiKey()
  showSignInError({text: problem.message, again: problem.again})
}

document.addEventListener('click', event => {
  if (!event.target.closest('.again')) return
  const keyLabel = document.querySelector('openrouter-sign-in').getAttribute('key-label')
  initiateOAuth({keyLabel}).catch(error => showSignInError(noteOf(error)))
})
$('sign-out').addEventListener('click', () => clearApiKey())
onAuthChange(show)
try {
  refuseForeign()
} catch {} // no storage, and so no key in it
show()
