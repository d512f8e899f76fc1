import { fullPath } from '../contract/endpoint.ts'
import type { NewId } from '../contract/ids.ts'
import type { Writable } from '../db/database.ts'
import type { Actor, Origin } from '../journal/entry.ts'
import { type Chance, createChance } from './chance.ts'
import { midnight, type Story } from './story.ts'
import { type Habit, type Routine, routines, type Visit, visits } from './traffic-plans.ts'
import { actorOf, type Caller, type Person, type Row, signedIn, signInOrigin } from './world.ts'

/**
 * What only looks: the calls of a day, every day, by tokens on their schedules and people in the console. Rows as the pipeline would
 * have written them, in the order of time.
 */

const hourMs = 3_600_000

/** Tells the traffic: each midnight makes the rows of the day that begins. `oldest`: days ago of the first day. */
export function tellTraffic(story: Story, newId: NewId, oldest: number): void {
  const chance = createChance('traffic')
  for (let day = oldest; day >= 0; day -= 1) {
    story.daysAgo(day, 0, (world) => {
      for (const routine of routines)
        if (day <= routine.from && day >= routine.until)
          for (const row of rowsOfRoutine(story, routine, day, chance, newId)) world.remember(row)
      for (const visit of visits)
        if (day <= visit.from && day >= visit.until && isWorkday(story, day) && chance.happens(visit.daily))
          for (const row of rowsOfVisit(story, visit, day, chance, newId)) world.remember(row)
    })
  }
}

function rowsOfRoutine(story: Story, routine: Routine, day: number, chance: Chance, newId: NewId): Row[] {
  const token = story.token(routine.token)
  const actor: Actor = { kind: 'token', id: token.id, prefix: token.prefix, label: token.name }
  const share = isWorkday(story, day) ? 1 : routine.weekend
  // A slow wave through the weeks, and a little of everything else.
  const wave = 1 + 0.3 * Math.sin(day / 4.5) + 0.2 * (chance.next() - 0.5)
  const count = Math.round(routine.callsPerDay * share * wave)
  return Array.from({ length: count }, (_, index) => {
    const at = midnight(story.now, day) + hourOf(routine.when, index, count, chance) * hourMs
    const habit = weighted(routine.habits, chance)
    const where = { pageId: token.pageId, environment: token.environment }
    return rowOf(habit, at, actor, chance.pick(routine.callers), where, newId)
  })
}

/** Somebody opens the console: signs in, now and then after a typing error, and looks around. */
function rowsOfVisit(story: Story, visit: Visit, day: number, chance: Chance, newId: NewId): Row[] {
  const person = story.person(visit.person)
  const begin = Math.floor(midnight(story.now, day) + (8 + 8 * chance.next()) * hourMs)
  const [event, answer] = signedIn(newId('session'), 'browser')
  const origin = signInOrigin(actorOf(person), person, newId('request'))
  const rows: Row[] = [
    { at: begin, origin, entry: event, happens: (tx) => seen(tx, person, begin) },
    { at: begin, origin, entry: answer },
  ]
  if (chance.happens(0.06)) rows.unshift(mistypedPassword(person, begin - 9000, newId))
  const where = { pageId: story.page('main'), environment: 'live' } as const
  let at = begin
  for (let left = chance.between(4, 14); left > 0; left -= 1) {
    at += chance.between(4000, 90_000)
    rows.push(rowOf(weighted(visit.habits, chance), at, actorOf(person), person, where, newId))
  }
  return rows
}

/** Of the session itself nothing would be left by now: ended ones are forgotten after a day. */
function seen(tx: Writable, { id }: Person, at: number): void {
  tx.run('UPDATE users SET last_seen_at = max(ifnull(last_seen_at, 0), ?) WHERE id = ?', at, id)
}

function mistypedPassword(person: Person, at: number, newId: NewId): Row {
  const nobody: Actor = { kind: 'anonymous', id: null, prefix: null, label: 'Anonymous' }
  const target = { type: 'user', id: person.id, label: person.name }
  return {
    at,
    origin: signInOrigin(nobody, person, newId('request')),
    entry: { kind: 'event', action: 'session.login_failed', outcome: 'denied', target, pageId: null },
  }
}

/** The hour of the day of one of so many calls. */
function hourOf(when: Routine['when'], index: number, count: number, chance: Chance): number {
  if (when === 'always') return ((index + chance.next()) / count) * 24
  if (when === 'work') return 7.5 + 11 * chance.next()
  return when + (index + chance.next()) / 120
}

function rowOf(
  { endpoint, refused }: Habit,
  at: number,
  actor: Actor,
  { address, agent }: Caller,
  { pageId, environment }: { pageId: string | null; environment: 'live' | 'test' },
  newId: NewId,
): Row {
  const { permission, andPermission } = endpoint
  const isContent = endpoint.environments === 'content' || endpoint.environments === 'tokens'
  const origin: Origin = {
    actor,
    onBehalfOf: null,
    client: { address, agent },
    pageId: endpoint.everyPage === true ? null : pageId,
    environment: isContent ? environment : null,
    method: endpoint.method,
    route: fullPath(endpoint),
    scopes:
      permission === 'public' || permission === 'authenticated'
        ? []
        : [permission, ...(andPermission === undefined ? [] : [andPermission])],
    requestId: newId('request'),
    callerRequestId: null,
  }
  const status = refused?.status ?? endpoint.status
  return {
    at,
    origin,
    entry: { kind: 'request', action: endpoint.id, status, code: refused?.code ?? null, countsAsUse: true },
  }
}

function weighted(habits: readonly Habit[], chance: Chance): Habit {
  let left = chance.next() * habits.reduce((sum, habit) => sum + habit.weight, 0)
  for (const habit of habits) {
    left -= habit.weight
    if (left <= 0) return habit
  }
  const last = habits.at(-1)
  if (last === undefined) throw new Error('a routine without habits')
  return last
}

function isWorkday(story: Story, day: number): boolean {
  const weekday = new Date(midnight(story.now, day)).getUTCDay()
  return weekday !== 0 && weekday !== 6
}
