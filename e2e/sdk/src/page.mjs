// Walks through both SDKs in a page, pointed at a server of another origin by
// their options, and keeps what came of each step in window.results.

import {begin, steps as openrouter} from './openrouter.mjs'
import {steps as openai} from './openai.mjs'
import {run} from './steps.mjs'

const {emulator, key, retriedKey} = document.documentElement.dataset
const results = []
const report = result => results.push(result)

window.walk = {
  async openai() {
    await run(openai({baseURL: emulator, apiKey: key, dangerouslyAllowBrowser: true}, {retriedKey}), report)
    window.results = results
  },

  async openrouter() {
    const {url, verifier} = await begin({serverURL: emulator}, location.origin + location.pathname)
    sessionStorage.setItem('verifier', verifier)
    location.assign(url)
  },
}

// Back from the consent page.
const code = new URLSearchParams(location.search).get('code')
if (code) {
  await run(openrouter({serverURL: emulator}, {code, verifier: sessionStorage.getItem('verifier')}), report)
  window.results = results
}
