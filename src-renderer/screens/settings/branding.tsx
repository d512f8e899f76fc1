import {
  type BrandingSettings,
  type PageSettings,
  updateBrandingSettings,
} from '../../../src-server/contract/settings.ts'
import { call } from '../../api/call.ts'
import { Button } from '../../ui/button.tsx'
import { RadioField, TextArea, TextField } from '../../ui/field.tsx'
import { Card, Cards, Column } from '../../ui/page.tsx'
import { PictureField, type PictureWords } from '../../ui/picture-field.tsx'
import { BrandPreview } from './brand-preview.tsx'
import { createSection } from './section.ts'
import { SectionFrame } from './section-frame.tsx'
import styles from './settings.module.css'
import { t } from './words.ts'

const pictureWords: PictureWords = {
  choose: t('settings.picture.choose'),
  replace: t('settings.picture.replace'),
  remove: t('settings.picture.remove'),
  wrongKind: t('settings.picture.wrongKind'),
  tooLarge: (kb) => t('settings.picture.tooLarge', kb),
  kept: (kb) => t('settings.picture.kept', kb),
  elsewhere: (host) => t('settings.picture.elsewhere', host),
}

interface Values {
  brand_color: string
  logo_url: string
  favicon_url: string
  theme: BrandingSettings['theme']
  header: string
  footer: string
}

const usualColour = '#2f55d4'

function nullable(value: string | undefined): { set: boolean; value: string | null } {
  return { set: value !== undefined, value: value === undefined || value.trim() === '' ? null : value.trim() }
}

/** Colour, pictures, theme and words, with the page beside them as it will look. */
export function Branding(props: { settings: PageSettings }) {
  const section = createSection({
    section: 'branding',
    settings: () => props.settings,
    blank: { brand_color: '', logo_url: '', favicon_url: '', theme: 'auto', header: '', footer: '' } as Values,
    valuesOf: (branding): Values => ({
      ...branding,
      brand_color: branding.brand_color ?? '',
      logo_url: branding.logo_url ?? '',
      favicon_url: branding.favicon_url ?? '',
    }),
    body: ({ brand_color, logo_url, favicon_url, ...rest }: Partial<Values>) => {
      const [colour, logo, favicon] = [nullable(brand_color), nullable(logo_url), nullable(favicon_url)]
      return {
        ...rest,
        ...(colour.set ? { brand_color: colour.value } : {}),
        ...(logo.set ? { logo_url: logo.value } : {}),
        ...(favicon.set ? { favicon_url: favicon.value } : {}),
      }
    },
    schema: updateBrandingSettings.body,
    send: (body, ifMatch) => call(updateBrandingSettings, { body, ifMatch }),
  })
  const form = section.form
  const isColour = (): boolean => /^#[0-9a-fA-F]{6}$/.test(form.values.brand_color)
  const labels: Readonly<Record<keyof Values, () => string>> = {
    brand_color: () => t('settings.branding.colour'),
    logo_url: () => t('settings.branding.logo'),
    favicon_url: () => t('settings.branding.favicon'),
    theme: () => t('settings.branding.theme'),
    header: () => t('settings.branding.header'),
    footer: () => t('settings.branding.footer'),
  }
  return (
    <SectionFrame of={section} section="branding" label={(key) => labels[key]()}>
      <Cards>
        <Column wide>
          <Card title={t('settings.tab.branding')}>
            <div class={styles.fields}>
              <div class={styles.colourField}>
                <div class={styles.colour}>
                  <TextField
                    label={t('settings.branding.colour')}
                    optional
                    mono
                    placeholder={usualColour}
                    maxLength={7}
                    {...form.text('brand_color')}
                  />
                  <input
                    type="color"
                    class={styles.swatch}
                    aria-label={t('settings.branding.colour')}
                    value={isColour() ? form.values.brand_color : usualColour}
                    onInput={(event) => form.set('brand_color', event.currentTarget.value)}
                  />
                  <Button
                    small
                    variant="quiet"
                    disabled={form.values.brand_color === ''}
                    onClick={() => form.set('brand_color', '')}
                  >
                    {t('settings.branding.colourOff')}
                  </Button>
                </div>
                <p class={styles.quiet}>{t('settings.branding.colourHint')}</p>
              </div>
              <RadioField
                look="segments"
                label={t('settings.branding.theme')}
                value={form.values.theme}
                onChange={(theme) => form.set('theme', theme)}
                choices={[
                  { value: 'auto', label: t('settings.branding.auto') },
                  { value: 'light', label: t('settings.branding.light') },
                  { value: 'dark', label: t('settings.branding.dark') },
                ]}
              />
              <PictureField
                words={pictureWords}
                label={t('settings.branding.logo')}
                hint={t('settings.branding.logoHint')}
                value={form.values.logo_url}
                onChange={(value) => form.set('logo_url', value)}
                error={form.error('/logo_url')}
                name="/logo_url"
                disabled={section.fixed()}
              />
              <PictureField
                words={pictureWords}
                label={t('settings.branding.favicon')}
                hint={t('settings.branding.faviconHint')}
                value={form.values.favicon_url}
                onChange={(value) => form.set('favicon_url', value)}
                error={form.error('/favicon_url')}
                name="/favicon_url"
                disabled={section.fixed()}
              />
              <TextArea
                label={t('settings.branding.header')}
                optional
                hint={t('settings.branding.headerHint')}
                maxLength={300}
                {...form.text('header')}
              />
              <TextArea
                label={t('settings.branding.footer')}
                optional
                placeholder={t('settings.branding.footerPlaceholder')}
                hint={t('content.prose')}
                maxLength={1000}
                {...form.text('footer')}
              />
            </div>
          </Card>
        </Column>
        <Column>
          <BrandPreview
            name={props.settings.general.name}
            description={props.settings.general.description}
            help={props.settings.general.support_url !== null}
            colour={form.values.brand_color}
            logo={form.values.logo_url}
            theme={form.values.theme}
            header={form.values.header}
            footer={form.values.footer}
          />
        </Column>
      </Cards>
    </SectionFrame>
  )
}
