import { Autocomplete, Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconPlugConnected } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Provider, Settings } from '../../shared/protocol';
import type { FieldProblem } from '../state/modelForm';
import { Section } from './Section';
import { useModelForm, type ModelFormView } from './useModelForm';

interface Props {
  stored: Settings;
  providers: readonly Provider[];
}

export function ModelSection({ stored, providers }: Props) {
  const { t } = useTranslation();
  const view = useModelForm(stored, providers);
  const { form, provider, test } = view;
  return (
    <Section title={t('settings.model.title')} text={t('settings.model.text')}>
      <form
        noValidate
        className="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          void view.save();
        }}
      >
        <Select
          label={t('settings.model.provider')}
          description={provider?.description}
          data={providers.map((one) => ({ value: one.id, label: one.name }))}
          value={form.provider}
          allowDeselect={false}
          onChange={(id) => {
            if (id !== null) view.edit({ provider: id });
          }}
        />
        {provider?.needs_base_url === true && <BaseUrlField view={view} />}
        {provider?.needs_model === true && <ModelField view={view} />}
        {provider?.takes_key === true && <KeyField view={view} provider={provider} />}
        {test.state === 'done' && (
          <TestResult ok={test.result.ok} title={test.result.title} detail={test.result.detail} />
        )}
        <FormActions view={view} />
      </form>
    </Section>
  );
}

function BaseUrlField({ view }: { view: ModelFormView }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t('settings.model.baseUrl')}
      description={t('settings.model.baseUrlHint')}
      type="url"
      spellCheck={false}
      autoComplete="off"
      maxLength={2000}
      value={view.form.baseUrl}
      error={useFieldError(view, ['base-url-missing', 'base-url-invalid'])}
      onChange={(event) => {
        view.edit({ baseUrl: event.currentTarget.value });
      }}
    />
  );
}

function ModelField({ view }: { view: ModelFormView }) {
  const { t } = useTranslation();
  return (
    <Autocomplete
      label={t('settings.model.model')}
      description={t('settings.model.modelHint')}
      spellCheck={false}
      maxLength={200}
      data={[...new Set(view.models)]}
      limit={200}
      value={view.form.model}
      error={useFieldError(view, ['model-missing'])}
      onChange={(model) => {
        view.edit({ model });
      }}
    />
  );
}

/** Fields are found wanting once something was changed, not when the page opens. */
function useFieldError(view: ModelFormView, kinds: FieldProblem[]): string | null {
  const { t } = useTranslation();
  const words: Record<FieldProblem, string> = {
    'base-url-missing': t('settings.model.baseUrlMissing'),
    'base-url-invalid': t('settings.model.baseUrlInvalid'),
    'model-missing': t('settings.model.modelMissing'),
  };
  const found = view.changed ? view.problems.find((problem) => kinds.includes(problem)) : undefined;
  return found === undefined ? null : words[found];
}

function KeyField({ view, provider }: { view: ModelFormView; provider: Provider }) {
  const { t } = useTranslation();
  return (
    <div>
      <PasswordInput
        label={t('settings.model.key')}
        description={provider.key_storage === 'keychain' ? t('settings.model.keychain') : t('settings.model.memory')}
        placeholder={provider.has_key ? t('settings.model.keyStored') : t('settings.model.keyNone')}
        autoComplete="off"
        spellCheck={false}
        maxLength={4096}
        visibilityToggleButtonProps={{ 'aria-label': t('settings.model.showKey') }}
        value={view.form.key}
        onChange={(event) => {
          view.edit({ key: event.currentTarget.value });
        }}
      />
      {provider.has_key && (
        <Button size="compact-xs" variant="subtle" color="gray" mt={6} ml={-8} onClick={() => void view.removeKey()}>
          {t('settings.model.removeKey')}
        </Button>
      )}
    </div>
  );
}

function TestResult({ ok, title, detail }: { ok: boolean; title: string; detail: string }) {
  const Icon = ok ? IconCircleCheck : IconCircleX;
  return (
    <div className="test-result" role="status" data-testid="provider-test-result" data-ok={ok}>
      <Icon size={18} aria-hidden className="test-result-icon" />
      <div>
        <p className="test-result-title">{title}</p>
        {detail !== '' && <p>{detail}</p>}
      </div>
    </div>
  );
}

function FormActions({ view }: { view: ModelFormView }) {
  const { t } = useTranslation();
  const testing = view.test.state === 'running';
  return (
    <div className="settings-actions">
      <Button type="submit" disabled={!view.changed || view.problems.length > 0}>
        {t('save')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlugConnected size={17} />}
        loading={testing}
        disabled={view.problems.length > 0}
        onClick={() => void view.runTest()}
      >
        {t('settings.model.test')}
      </Button>
      {view.changed && (
        <>
          <Button variant="subtle" color="gray" disabled={view.saving} onClick={view.discard}>
            {t('settings.model.discard')}
          </Button>
          <span className="settings-unsaved" role="status">
            {view.saving ? t('settings.model.saving') : t('settings.model.unsaved')}
          </span>
        </>
      )}
    </div>
  );
}
