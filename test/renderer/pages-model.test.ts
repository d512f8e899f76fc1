import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as z from 'zod/mini'
import { listQuery, newPageBody, sortOf } from '../../src-renderer/screens/pages/model.ts'
import { createPage, listPages } from '../../src-server/contract/pages.ts'

test('every order and filter asks for what the contract takes; the oldest page comes first unless said otherwise', () => {
  for (const sort of ['name', '-name', 'created_at', '-created_at', 'hosts', ''])
    assert.ok(z.safeParse(listPages.query, listQuery({ sort, q: ' labs ' })).success, sort)
  assert.equal(listQuery({ sort: 'hosts' }), { sort: 'created_at' })
  assert.equal(sortOf({ sort: '-name' }), { column: 'name', descending: true })
})

test('a page without hosts is asked for without naming any', () => {
  assert.equal(newPageBody({ name: ' Labs ', hosts: [] }), { name: 'Labs' })
  const body = newPageBody({ name: 'Labs', hosts: ['labs.example.com'] })
  assert.ok(z.safeParse(createPage.body, body).success)
  assert.equal(body, { name: 'Labs', hosts: ['labs.example.com'] })
})

test.run()
