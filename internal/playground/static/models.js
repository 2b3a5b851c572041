// The choice of a model.

import {get} from './api.js'

const select = document.querySelector('#model')

/** What to begin with: the first of these that is there. */
const usual = ['emulator/echo', 'openrouter/auto']

/** How an emulator calls the models that are its own. */
const groups = [
  {label: 'Emulator', prefix: 'Emulator: '},
  {label: 'Emulator’s faults', prefix: 'Emulator fault: '},
]

/** The chosen model's id, or "" before any is known. */
export const chosenModel = () => (select.disabled ? '' : select.value)

/** Chooses a model, if there is one of this id. */
export function chooseModel(id) {
  if ([...select.options].some(option => option.value === id)) select.value = id
}

/** Asks which models there are, unless they are there already. Rejects with a Problem. */
export async function loadModels(baseUrl) {
  if (!select.disabled) return
  const models = await get(`${baseUrl}/api/v1/models`)
  const named = models.map(({id, name}) => ({id, name: name ?? id}))
  named.sort((a, b) => a.name.localeCompare(b.name))
  const others = named.filter(({name}) => !groups.some(({prefix}) => name.startsWith(prefix)))
  const own = groups.map(({label, prefix}) => group(label, named.filter(({name}) => name.startsWith(prefix)), prefix.length))
  const alone = others.length === named.length
  select.replaceChildren(...(alone ? others.map(option) : [group('Models', others), ...own].filter(group => group.childElementCount)))
  select.selectedIndex = 0
  chooseModel(usual.find(id => models.some(model => model.id === id)))
  select.disabled = false
}

const option = ({id, name}) => new Option(name, id)

/** Makes a group of options, without the part of their names that the group says. */
function group(label, models, said = 0) {
  const element = Object.assign(document.createElement('optgroup'), {label})
  element.append(...models.map(({id, name}) => option({id, name: name.slice(said)})))
  return element
}
