import { openMyAccess } from '../../state/my-access.ts'
import { context } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/page.tsx'
import text from '../../ui/text.module.css'
import { t } from './words.ts'

/** Who one is here. */
export function ProfileCard() {
  const pages = (): string => {
    const here = context()
    if (here === null) return ''
    return here.every_page ? t('account.everyPage') : here.pages.map((page) => page.name).join(', ')
  }
  return (
    <Card
      title={t('account.profile')}
      actions={
        <Button small variant="quiet" onClick={openMyAccess}>
          {t('account.seeAccess')}
        </Button>
      }
    >
      <Facts
        of={[
          { label: t('account.name'), value: context()?.user?.name ?? context()?.name },
          { label: t('account.email'), value: context()?.user?.email },
          { label: t('account.role'), value: context()?.role_name ?? t('account.noRole') },
          { label: t('account.pages'), value: pages() },
        ]}
      />
      <p class={text.hint}>{t('account.profileHint')}</p>
    </Card>
  )
}
