import { createEffect, createMemo, createSignal, For, Match, on, onMount, Show, Switch } from 'solid-js'
import { setUp } from '../../../src-server/contract/setup.ts'
import { call } from '../../api/call.ts'
import { problemOf } from '../../api/problem.ts'
import { answerOf, bridge, isDesktop, takeSetupCode } from '../../platform.ts'
import { openConnections } from '../../state/open-connections.ts'
import { keepSignIn, refreshContext } from '../../state/session.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import entry from '../../ui/entry.module.css'
import { Entry } from '../../ui/entry.tsx'
import { PasswordField, TextField } from '../../ui/field.tsx'
import { createForm } from '../../ui/form.ts'
import { FormProblem } from '../../ui/screen-state.tsx'
import { toast } from '../../ui/toasts.tsx'
import { fieldsOf, problemsOfStep, type SetupStep, setupBody, setupSteps, stepOfProblem } from './model.ts'
import { t } from './words.ts'

/**
 * The first run: workspace, page, owner; Back always. The one-time code comes from the link's fragment or from the desktop app;
 * where neither has it, the last step asks for it.
 */
export default function SetupScreen() {
  const [step, setStep] = createSignal<SetupStep>('workspace')
  const [codeIsGiven, setCodeIsGiven] = createSignal(false)
  const [tried, setTried] = createSignal(false)
  let box: HTMLDivElement | undefined
  const words = {
    workspace: t('setup.required.workspace'),
    page: t('setup.required.page'),
    email: t('setup.required.email'),
    password: t('setup.required.password'),
    code: t('setup.required.code'),
  }

  const form = createForm({
    initial: { workspace: '', page: '', host: '', email: '', password: '', code: '' },
    body: setupBody,
    check: (values) => setupSteps.flatMap((one) => problemsOfStep(one, values, words)),
    send: async (body) => {
      try {
        const reply = await call(setUp, { body, quiet: true, bare: true })
        keepSignIn(reply)
        return reply
      } catch (thrown) {
        const problem = problemOf(thrown)
        if (problem.code === 'setup_code_invalid') setCodeIsGiven(false)
        const back = stepOfProblem(problem.errors)
        if (back !== null) setStep(back)
        throw thrown
      }
    },
    done: () => {
      void refreshContext().then(() => toast(t('setup.welcome'), t('setup.welcomeDetail')))
    },
  })

  onMount(() => {
    document.title = `${t('setup.title')} · ${t('frame.product')}`
    const code = takeSetupCode()
    if (code !== null) {
      form.set('code', code)
      setCodeIsGiven(true)
    } else if (bridge !== null) {
      void answerOf(bridge.setupCode(null)).then((reply) => {
        if (reply?.code === undefined || reply.code === null) return
        form.set('code', reply.code)
        setCodeIsGiven(true)
      })
    }
  })

  const index = (): number => setupSteps.indexOf(step())
  const stepProblems = createMemo(() => (tried() ? problemsOfStep(step(), form.values, words) : []))
  const errorAt = (pointer: string): string | undefined =>
    stepProblems().find((problem) => problem.path === pointer)?.message ?? form.error(pointer)

  const focusStep = (): void => {
    requestAnimationFrame(() =>
      (
        box?.querySelector<HTMLElement>('[aria-invalid="true"]') ?? box?.querySelector<HTMLElement>('[data-autofocus]')
      )?.focus(),
    )
  }
  createEffect(on(step, focusStep))

  const forward = (): void => {
    setTried(true)
    if (problemsOfStep(step(), form.values, words).length > 0) {
      focusStep()
      return
    }
    const next = setupSteps[index() + 1]
    if (next === undefined) {
      void form.submit()
      return
    }
    setTried(false)
    if (next === 'page' && form.values.page === '') form.set('page', form.values.workspace.trim())
    setStep(next)
  }
  const back = (): void => {
    const previous = setupSteps[index() - 1]
    if (previous === undefined) return
    setTried(false)
    setStep(previous)
  }

  return (
    <Entry wide>
      <form
        class={entry.form}
        method="post"
        onSubmit={(event) => {
          event.preventDefault()
          forward()
        }}
      >
        <div
          class={entry.form}
          ref={(element) => {
            box = element
            form.element(element)
          }}
        >
          <p class={entry.steps}>
            {t('setup.step', index() + 1, setupSteps.length)}
            <span class={entry.stepBar} aria-hidden="true">
              <For each={setupSteps}>{(_, at) => <i class={at() <= index() ? entry.on : ''} />}</For>
            </span>
          </p>
          <Switch>
            <Match when={step() === 'workspace'}>
              <StepWords title={t('setup.workspaceTitle')} words={t('setup.workspaceBody')} />
              <TextField
                label={t('setup.workspaceName')}
                hint={t('setup.workspaceHint')}
                {...form.text('workspace', '/workspace_name')}
                error={errorAt('/workspace_name')}
                autocomplete="organization"
                maxLength={120}
                autofocus
              />
            </Match>
            <Match when={step() === 'page'}>
              <StepWords title={t('setup.pageTitle')} words={t('setup.pageBody')} />
              <TextField
                label={t('setup.pageName')}
                hint={t('setup.pageHint')}
                {...form.text('page', '/page_name')}
                error={errorAt('/page_name')}
                maxLength={120}
                autofocus
              />
              <TextField
                label={t('setup.host')}
                optional
                hint={t('setup.hostHint')}
                placeholder="status.example.com"
                {...form.text('host', '/host')}
                error={errorAt('/host')}
                inputmode="url"
                mono
              />
            </Match>
            <Match when={step() === 'owner'}>
              <StepWords title={t('setup.ownerTitle')} words={t('setup.ownerBody')} />
              <TextField
                label={t('session.email')}
                type="email"
                {...form.text('email', '/email')}
                error={errorAt('/email')}
                autocomplete="username"
                inputmode="email"
                autofocus
              />
              <PasswordField
                label={t('session.password')}
                hint={t('setup.passwordHint', [...form.values.password].length)}
                {...form.text('password', '/password')}
                error={errorAt('/password')}
                autocomplete="new-password"
              />
              <Show when={!codeIsGiven()}>
                <TextField
                  label={t('setup.code')}
                  hint={t('setup.codeHint')}
                  {...form.text('code', '/code')}
                  error={errorAt('/code')}
                  mono
                />
              </Show>
            </Match>
          </Switch>
          <FormProblem problem={form.problem()} />
          <For each={form.others(setupSteps.flatMap((one) => fieldsOf[one]))}>
            {(problem) => <Callout tone="danger">{problem.message}</Callout>}
          </For>
          <div class={entry.foot}>
            <Show when={index() === 0 && isDesktop}>
              <Button variant="quiet" onClick={openConnections}>
                {t('frame.connection.instead')}
              </Button>
            </Show>
            <Show when={index() > 0}>
              <Button onClick={back}>{t('setup.back')}</Button>
            </Show>
            <Button type="submit" variant="primary" busy={form.sending()}>
              {step() === 'owner' ? t('setup.finish') : t('setup.continue')}
            </Button>
          </div>
        </div>
      </form>
    </Entry>
  )
}

function StepWords(props: { title: string; words: string }) {
  return (
    <div>
      <h1 class={entry.title} tabindex="-1">
        {props.title}
      </h1>
      <p class={entry.words}>{props.words}</p>
    </div>
  )
}
