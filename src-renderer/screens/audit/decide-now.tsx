import Check from 'lucide-solid/icons/check'
import X from 'lucide-solid/icons/x'
import { createEffect, createSignal, For, on, Show } from 'solid-js'
import { LAYER_NAMES } from '../../../src-server/access/denial.ts'
import type { AuditRow } from '../../../src-server/contract/audit.ts'
import type { ReplyOf } from '../../../src-server/contract/endpoint.ts'
import { explain } from '../../../src-server/contract/me.ts'
import { call } from '../../api/call.ts'
import { type ApiProblem, problemOf } from '../../api/problem.ts'
import { may } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Hidden } from '../../ui/hidden.tsx'
import styles from './audit.module.css'
import { requestPath } from './model.ts'
import { t } from './words.ts'

type Verdict = ReplyOf<typeof explain>
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

function methodOf(row: AuditRow): Method | null {
  const known: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  return known.find((method) => method === row.method) ?? null
}

/** The server's own decision about the same route and token as it would fall today, layer by layer. */
export function DecideNow(props: { row: AuditRow }) {
  const [verdict, setVerdict] = createSignal<Verdict | null>(null)
  const [refusal, setRefusal] = createSignal<ApiProblem | null>(null)
  const [busy, setBusy] = createSignal(false)
  createEffect(
    on(
      () => props.row.seq,
      () => {
        setVerdict(null)
        setRefusal(null)
      },
    ),
  )
  const asked = () => {
    const method = methodOf(props.row)
    const path = requestPath(props.row)
    const id = props.row.actor.id
    return props.row.actor.kind === 'token' && may('tokens:read') && method !== null && path !== null && id !== null
      ? { method, path, as: { token_id: id } }
      : null
  }
  const ask = async (): Promise<void> => {
    const body = asked()
    if (body === null) return
    setBusy(true)
    setRefusal(null)
    try {
      setVerdict(await call(explain, { body }))
    } catch (thrown) {
      setRefusal(problemOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Show when={asked()}>
      <h3>{t('audit.inspector.decision')}</h3>
      <Show
        when={verdict()}
        fallback={
          <div class={styles.tools}>
            <Button small busy={busy()} onClick={() => void ask()} data-tip={t('audit.inspector.decideWords')}>
              {t('audit.inspector.decide')}
            </Button>
          </div>
        }
      >
        {(found) => (
          <>
            <p role="status" class={found().allowed ? styles.yes : styles.no}>
              {t('audit.inspector.decided', found().allowed)} {found().detail}
            </p>
            <ul class={styles.layers}>
              <For each={found().layers}>
                {(layer) => (
                  <li class={layer.allowed ? styles.yes : styles.no}>
                    {layer.allowed ? <Check size={13} aria-hidden="true" /> : <X size={13} aria-hidden="true" />}
                    <span>
                      {layerWords(layer.layer)}
                      <Hidden>
                        : {layer.allowed ? t('audit.inspector.layerAllowed') : t('audit.inspector.layerDenied')}
                      </Hidden>
                      <Show when={layer.code}> · {layer.code}</Show>
                    </span>
                  </li>
                )}
              </For>
            </ul>
          </>
        )}
      </Show>
      <Show when={refusal()}>
        {(problem) => (
          <p class={styles.no} role="alert">
            {problem().errors[0]?.message ?? problem().detail}
          </p>
        )}
      </Show>
    </Show>
  )
}

/** A layer as people call it; one of a newer server by its own word. */
function layerWords(layer: string): string {
  const known = LAYER_NAMES.find((name) => name === layer)
  return known === undefined ? layer : t(`audit.inspector.layers.${known}`)
}
