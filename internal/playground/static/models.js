// The choice of a model.

import {get} from './api.js'

const select = document.querySelector('#model')

/** The chosen model's id, or "" before any is known. */
export const chosenModel = () => (select.disabled ? '' : select.value)

/** Asks which models there are, unless they are there already. Rejects with a Problem. */
export async function loadModels(baseUrl) {
  if (!select.disabled) return
  const models = await get(`${baseUrl}/api/v1/models`)
  const options = models.map(({id, name}) => new Option(name ?? id, id))
  select.replaceChildren(...options.sort((a, b) => a.text.localeCompare(b.text)))
  select.value = models.find(({id}) => id === 'openrouter/auto')?.id ?? models[0].id
  select.disabled = false
}
