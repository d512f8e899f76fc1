import ExternalLink from 'lucide-solid/icons/external-link'
import {
  type GeneralSettings,
  type PageSettings,
  updateGeneralSettings,
} from '../../../src-server/contract/settings.ts'
import { call } from '../../api/call.ts'
import { openStatusPage } from '../../platform.ts'
import { Button } from '../../ui/button.tsx'
import { CheckField, TextArea, TextField } from '../../ui/field.tsx'
import { Card, Cards, Column } from '../../ui/page.tsx'
import { createSection } from './section.ts'
import { SectionFrame } from './section-frame.tsx'
import styles from './settings.module.css'
import { t } from './words.ts'

type Values = Omit<GeneralSettings, 'support_url'> & { support_url: string }

/** Name, description, help, and what visitors see. */
export function General(props: { settings: PageSettings }) {
  const section = createSection({
    section: 'general',
    settings: () => props.settings,
    blank: { name: '', description: '', support_url: '', show_uptime: true, show_history: true } as Values,
    valuesOf: (general): Values => ({ ...general, support_url: general.support_url ?? '' }),
    body: ({ support_url, ...rest }: Partial<Values>) => ({
      ...rest,
      ...(support_url === undefined ? {} : { support_url: support_url.trim() === '' ? null : support_url.trim() }),
    }),
    schema: updateGeneralSettings.body,
    send: (body, ifMatch) => call(updateGeneralSettings, { body, ifMatch }),
  })
  const form = section.form
  const labels: Readonly<Record<keyof Values, () => string>> = {
    name: () => t('settings.general.name'),
    description: () => t('settings.general.description'),
    support_url: () => t('settings.general.support'),
    show_uptime: () => t('settings.general.uptime'),
    show_history: () => t('settings.general.history'),
  }
  return (
    <SectionFrame of={section} section="general" label={(key) => labels[key]()}>
      <Cards>
        <Column wide>
          <Card title={t('settings.general.page')}>
            <div class={styles.fields}>
              <TextField
                label={t('settings.general.name')}
                hint={t('settings.general.nameHint')}
                maxLength={120}
                {...form.text('name')}
              />
              <TextArea
                label={t('settings.general.description')}
                optional
                hint={t('settings.general.descriptionHint')}
                maxLength={1000}
                {...form.text('description')}
              />
              <TextField
                label={t('settings.general.support')}
                optional
                placeholder={t('settings.general.supportPlaceholder')}
                hint={t('settings.general.supportHint')}
                {...form.text('support_url')}
              />
            </div>
          </Card>
        </Column>
        <Column>
          <Card title={t('settings.general.visitors')}>
            <div class={styles.fields}>
              <CheckField
                label={t('settings.general.uptime')}
                hint={t('settings.general.uptimeHint')}
                checked={form.values.show_uptime}
                onChange={(on) => form.set('show_uptime', on)}
              />
              <CheckField
                label={t('settings.general.history')}
                hint={t('settings.general.historyHint')}
                checked={form.values.show_history}
                onChange={(on) => form.set('show_history', on)}
              />
            </div>
          </Card>
          <div class={styles.tools}>
            <Button icon={ExternalLink} onClick={openStatusPage}>
              {t('settings.general.open')}
            </Button>
          </div>
        </Column>
      </Cards>
    </SectionFrame>
  )
}
