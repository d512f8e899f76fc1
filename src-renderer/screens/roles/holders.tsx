import { A } from '@solidjs/router'
import { For, Show } from 'solid-js'
import { listMembers } from '../../../src-server/contract/members.ts'
import type { RoleResource } from '../../../src-server/contract/roles.ts'
import { listTokens } from '../../../src-server/contract/tokens.ts'
import { useApi } from '../../api/query.ts'
import { hasScreen } from '../../screen-ids.ts'
import { context, may } from '../../state/session.ts'
import styles from './roles.module.css'
import { t } from './words.ts'

const shownAtMost = 20

/** Who holds a role: people and tokens by name, as far as one may see them. */
export function Holders(props: { role: RoleResource }) {
  const used = () => props.role.in_use
  const seesPeople = (): boolean => may('teams:read') && context()?.every_page === true
  const people = useApi(() => ({
    endpoint: listMembers,
    input: { query: { role_key: props.role.key, limit: String(shownAtMost) } },
    enabled: seesPeople() && used().members > 0,
  }))
  const tokens = useApi(() => ({
    endpoint: listTokens,
    input: { query: { role_key: props.role.key, status: 'active' as const, limit: String(shownAtMost) } },
    enabled: may('tokens:read') && used().tokens > 0,
  }))
  const more = (total: number, shown: number): number => Math.max(0, total - shown)
  return (
    <div class={styles.holders}>
      <Show when={used().members + used().tokens > 0} fallback={<p class={styles.quiet}>{t('roles.detail.nobody')}</p>}>
        <Show when={used().members > 0}>
          <section>
            <h3>
              {t('roles.detail.people')} · {used().members}
            </h3>
            <Show when={seesPeople()} fallback={<p class={styles.quiet}>{t('roles.detail.hidden')}</p>}>
              <ul>
                <For each={people.data()?.data ?? []}>{(person) => <li>{person.name}</li>}</For>
              </ul>
              <Show when={people.data() !== undefined && more(used().members, people.data()?.data.length ?? 0) > 0}>
                <p class={styles.quiet}>
                  {t('roles.detail.more', more(used().members, people.data()?.data.length ?? 0))}.{' '}
                  {t('roles.detail.invites')}
                </p>
              </Show>
            </Show>
          </section>
        </Show>
        <Show when={used().tokens > 0}>
          <section>
            <h3>
              {t('roles.detail.tokens')} · {used().tokens}
            </h3>
            <Show when={may('tokens:read')} fallback={<p class={styles.quiet}>{t('roles.detail.hidden')}</p>}>
              <ul>
                <For each={tokens.data()?.data ?? []}>
                  {(token) => (
                    <li>
                      <Show when={hasScreen('token')} fallback={token.name}>
                        <A href={`/tokens/${token.id}`}>{token.name}</A>
                      </Show>
                    </li>
                  )}
                </For>
              </ul>
              <Show when={tokens.data() !== undefined && more(used().tokens, tokens.data()?.data.length ?? 0) > 0}>
                <p class={styles.quiet}>
                  {t('roles.detail.more', more(used().tokens, tokens.data()?.data.length ?? 0))}
                </p>
              </Show>
            </Show>
          </section>
        </Show>
      </Show>
    </div>
  )
}
