import { createMemo, createSignal, For, Show } from 'solid-js'
import { t } from '../strings/strings.ts'
import { Button } from './button.tsx'
import { Hidden } from './hidden.tsx'
import styles from './request-chart.module.css'
import { axisEnd, axisSteps, type DayOfRequests, linePath, namedDays, totalsOf } from './request-chart-model.ts'
import { countWords, dateWords } from './time.ts'

/**
 * Requests per day: allowed as a solid line over its area, refused (denied or failed) dashed. What it shows stands in a sentence
 * besides, and the same figures in a table one press away. Drawn as SVG by hand: two lines need no library.
 */

const width = 1000
const height = 144
const labelsAtMost = 7

const dayWords = (day: string): string => dateWords(Date.parse(`${day}T00:00:00Z`), 'UTC')

export function RequestChart(props: { days: readonly DayOfRequests[] }) {
  const [asTable, setAsTable] = createSignal(false)
  const totals = createMemo(() => totalsOf(props.days))
  const summary = (): string => {
    const { allowed, refused, busiest } = totals()
    return busiest === null
      ? t('chart.nothing', props.days.length)
      : t('chart.summary', allowed, refused, props.days.length, dayWords(busiest.day), busiest.requests)
  }
  return (
    <>
      <p class={styles.legend}>
        <span>
          <i class={styles.key} aria-hidden="true" />
          {t('chart.allowed')}
        </span>
        <span>
          <i class={`${styles.key} ${styles.keyRefused}`} aria-hidden="true" />
          {t('chart.refused')}
        </span>
        <Button small variant="quiet" aria-pressed={asTable()} onClick={() => setAsTable(!asTable())}>
          {asTable() ? t('chart.showChart') : t('chart.showTable')}
        </Button>
      </p>
      <Show when={asTable()} fallback={<Lines days={props.days} label={summary()} />}>
        <Table days={props.days} />
      </Show>
      <p class={styles.legend}>{summary()}</p>
    </>
  )
}

function Lines(props: { days: readonly DayOfRequests[]; label: string }) {
  const allowed = createMemo(() => props.days.map((day) => day.allowed))
  const refused = createMemo(() => props.days.map((day) => day.denied + day.failed))
  const end = createMemo(() => axisEnd(Math.max(0, ...allowed(), ...refused())))
  const line = createMemo(() => linePath(allowed(), end(), width, height))
  return (
    <div class={styles.chart}>
      <div class={styles.axis} aria-hidden="true">
        <For each={axisSteps(end())}>{(step) => <span>{countWords(step)}</span>}</For>
      </div>
      <svg
        class={styles.plot}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={props.label}
      >
        <For each={axisSteps(end())}>
          {(step) => {
            const y = (): number => height - (step / end()) * height
            return <line class={styles.grid} x1="0" x2={width} y1={y()} y2={y()} />
          }}
        </For>
        <path class={styles.area} d={`${line()} L${width},${height} L0,${height} Z`} />
        <path class={styles.allowed} d={line()} />
        <path class={styles.refused} d={linePath(refused(), end(), width, height)} />
      </svg>
      <div class={styles.days} aria-hidden="true">
        <For each={namedDays(props.days.length, labelsAtMost)}>
          {(index) => <span>{dayWords(props.days[index]?.day ?? '').replace(/ \d{4}$/, '')}</span>}
        </For>
      </div>
    </div>
  )
}

function Table(props: { days: readonly DayOfRequests[] }) {
  return (
    <div class={styles.scroll} role="region" tabindex="0" aria-label={t('chart.table')}>
      <table class={styles.table}>
        <caption>
          <Hidden>{t('chart.table')}</Hidden>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.day')}</th>
            <th scope="col">{t('chart.allowed')}</th>
            <th scope="col">{t('chart.denied')}</th>
            <th scope="col">{t('chart.failed')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={[...props.days].reverse()}>
            {(day) => (
              <tr>
                <th scope="row">{dayWords(day.day)}</th>
                <td>{countWords(day.allowed)}</td>
                <td>{countWords(day.denied)}</td>
                <td>{countWords(day.failed)}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
