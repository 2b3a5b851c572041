// The card that shows the key and what it has spent.

import {get} from './api.js'
import {getUserId, keyLinks} from './orkey.js'
import {KeyGone} from './problem.js'

const card = document.querySelector('#account')
const bar = card.querySelector('progress')
const problem = document.querySelector('#account-problem')
const field = name => card.querySelector(`[data-field="${name}"]`)
const dollars = new Intl.NumberFormat('en-US', {style: 'currency', currency: 'USD', maximumFractionDigits: 6})

/** The key that is shown. An answer about another comes too late. */
let current

/** Shows what is known without asking, then asks. Rejects with KeyGone. */
export async function showAccount(baseUrl, key) {
  current = key
  field('key').textContent = redact(key)
  field('user').textContent = getUserId() ?? 'not told'
  const links = await keyLinks()
  for (const a of card.querySelectorAll('[data-link]')) a.href = links?.[a.dataset.link] ?? baseUrl
  await refreshAccount(baseUrl, key)
}

/** Asks again, as after an answer that cost something. Rejects with KeyGone. */
export async function refreshAccount(baseUrl, key) {
  try {
    const info = await get(`${baseUrl}/api/v1/key`, key)
    if (key !== current) return
    fill(info)
    problem.textContent = ''
  } catch (error) {
    if (error instanceof KeyGone) throw error
    if (key === current) problem.textContent = error.message
  } finally {
    card.ariaBusy = 'false'
  }
}

/** Forgets what is shown. */
export function hideAccount() {
  current = undefined
  card.ariaBusy = 'true'
  for (const dd of card.querySelectorAll('[data-field]')) dd.textContent = '—'
  bar.className = 'none'
  problem.textContent = ''
}

function fill({limit, limit_remaining: left, limit_reset: period, usage}) {
  const limited = limit != null
  field('usage').textContent = dollars.format(usage ?? 0)
  field('limit').textContent = limited ? `${dollars.format(limit)} ${period ?? ''}` : 'none'
  bar.value = limit ? 1 - left / limit : 1
  bar.className = !limited ? 'none' : bar.value >= 1 ? 'spent' : bar.value >= 0.8 ? 'nearly' : ''
}

/** As OpenRouter's own pages show a key. */
const redact = key => key.replace(/^(sk-or-v1-.{3}).*(.{3})$/, '$1…$2')
