import { createMemo } from 'solid-js'
import {
  type LocalizationSettings,
  type PageSettings,
  updateLocalizationSettings,
} from '../../../src-server/contract/settings.ts'
import { call } from '../../api/call.ts'
import { now } from '../../state/clock.ts'
import { RadioField } from '../../ui/field.tsx'
import { Card, Cards, Column } from '../../ui/page.tsx'
import { SuggestField } from '../../ui/suggest-field.tsx'
import { languageName, languages, sampleTime, timeZones } from './locale.ts'
import { createSection } from './section.ts'
import { SectionFrame } from './section-frame.tsx'
import styles from './settings.module.css'
import { t } from './words.ts'

/** Language, time zone and clock of the page. */
export function Localization(props: { settings: PageSettings }) {
  const section = createSection({
    section: 'localization',
    settings: () => props.settings,
    blank: { locale: '', time_zone: '', hour_cycle: 'auto' } as LocalizationSettings,
    valuesOf: (localization): LocalizationSettings => ({ ...localization }),
    body: (changed: Partial<LocalizationSettings>) => changed,
    schema: updateLocalizationSettings.body,
    send: (body, ifMatch) => call(updateLocalizationSettings, { body, ifMatch }),
  })
  const form = section.form
  const sample = createMemo(() => sampleTime({ ...form.values }, now()))
  const labels: Readonly<Record<keyof LocalizationSettings, () => string>> = {
    locale: () => t('settings.localization.locale'),
    time_zone: () => t('settings.localization.zone'),
    hour_cycle: () => t('settings.localization.cycle'),
  }
  return (
    <SectionFrame of={section} section="localization" label={(key) => labels[key]()}>
      <Cards>
        <Column wide>
          <Card title={t('settings.tab.localization')}>
            <div class={styles.fields}>
              <SuggestField
                label={t('settings.localization.locale')}
                hint={t('settings.localization.localeHint')}
                maxLength={35}
                suggestions={languages.map((value) => ({ value, label: languageName(value) }))}
                {...form.text('locale')}
              />
              <SuggestField
                label={t('settings.localization.zone')}
                hint={t('settings.localization.zoneHint')}
                maxLength={64}
                suggestions={timeZones().map((value) => ({ value }))}
                {...form.text('time_zone')}
              />
              <RadioField
                look="segments"
                label={t('settings.localization.cycle')}
                value={form.values.hour_cycle}
                onChange={(cycle) => form.set('hour_cycle', cycle)}
                choices={[
                  { value: 'auto', label: t('settings.localization.auto') },
                  { value: 'h12', label: t('settings.localization.h12') },
                  { value: 'h23', label: t('settings.localization.h23') },
                ]}
              />
            </div>
          </Card>
        </Column>
        <Column>
          <Card title={t('settings.localization.sample')}>
            <p class={styles.sample} role="status">
              {sample() ?? t('settings.localization.unknown')}
            </p>
          </Card>
        </Column>
      </Cards>
    </SectionFrame>
  )
}
