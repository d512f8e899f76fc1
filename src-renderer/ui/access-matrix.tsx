import Check from 'lucide-solid/icons/check'
import Lock from 'lucide-solid/icons/lock'
import Minus from 'lucide-solid/icons/minus'
import { createMemo, createUniqueId, For, Match, Show, Switch } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { type AccessRow, matrixSummary, type Obstacle } from '../../src-server/access/matrix.ts'
import { t } from '../strings/strings.ts'
import styles from './access-matrix.module.css'
import { Hidden } from './hidden.tsx'

/**
 * Effective access as a table: 14 areas × view and change, each "no" naming the layer that says it. The rows come from the
 * server's own kernel (`accessMatrix`), so that this picture and a later 403 cannot disagree.
 */

const layerWord: Readonly<Record<Obstacle, () => string>> = {
  level: () => t('access.scope'),
  scopes: () => t('access.scope'),
  role: () => t('access.role'),
  terraform: () => t('common.terraform'),
}

const layerSentence: Readonly<Record<Obstacle, () => string>> = {
  level: () => t('access.blockedByLevel'),
  scopes: () => t('access.blockedByScopes'),
  role: () => t('access.blockedByRole'),
  terraform: () => t('access.lockedForTerraform'),
}

export interface AccessMatrixProps {
  rows: readonly AccessRow[]
  /** On a card of its own, where it does not stand on one. */
  boxed?: boolean
  /** Another heading; `null`: the card around it has one. */
  title?: string | null
  /** Announces the sentence whenever it changes: in a form. */
  live?: boolean
  hint?: string
}

export function AccessMatrix(props: AccessMatrixProps) {
  const id = createUniqueId()
  const summary = createMemo(() => matrixSummary(props.rows))
  return (
    // On a card, the card is the landmark.
    <Dynamic
      component={props.title === null ? 'div' : 'section'}
      class={`${styles.matrix} ${props.boxed === true ? styles.boxed : ''}`}
      aria-labelledby={props.title === null ? undefined : id}
    >
      <Show when={props.title !== null}>
        <h3 id={id}>{props.title ?? t('access.title')}</h3>
      </Show>
      <p class={styles.summary} role={props.live === true ? 'status' : undefined}>
        <For each={t('access.summary', summary().view, summary().change).split(/(\d+)/)}>
          {(part) => (/^\d+$/.test(part) ? <b>{part}</b> : part)}
        </For>
      </p>
      <table>
        <caption>
          <Hidden>{t('access.caption')}</Hidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('access.area')}</th>
            <th scope="col">{t('access.view')}</th>
            <th scope="col">{t('access.change')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.rows}>
            {(row) => (
              <tr>
                <th scope="row">{row.area.label}</th>
                <Cell obstacles={row.view} verb={t('access.view')} />
                <Cell obstacles={row.change} verb={t('access.change')} />
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <p class={styles.hint}>{props.hint ?? t('access.hint')}</p>
    </Dynamic>
  )
}

function Cell(props: { obstacles: readonly Obstacle[] | null; verb: string }) {
  return (
    <td>
      <Switch>
        <Match when={props.obstacles === null}>
          <span class={styles.cell}>
            <Minus size={12} aria-hidden="true" />
            <Hidden>{t('access.nothingToChange')}</Hidden>
          </span>
        </Match>
        <Match when={props.obstacles?.length === 0}>
          <span class={`${styles.cell} ${styles.yes}`}>
            <Check size={13} aria-hidden="true" />
            {t('common.yes')}
          </span>
        </Match>
        <Match when={props.obstacles?.[0]}>
          {(obstacle) => (
            <span
              class={`${styles.cell} ${obstacle() === 'terraform' ? styles.terraform : ''}`}
              data-tip={(props.obstacles ?? []).map((one) => layerSentence[one]()).join(' ')}
            >
              {obstacle() === 'terraform' ? (
                <Lock size={12} aria-hidden="true" />
              ) : (
                <Minus size={12} aria-hidden="true" />
              )}
              {layerWord[obstacle()]()}
              <Hidden>. {(props.obstacles ?? []).map((one) => layerSentence[one]()).join(' ')}</Hidden>
            </span>
          )}
        </Match>
      </Switch>
    </td>
  )
}
