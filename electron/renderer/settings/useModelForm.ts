import { useTranslation } from 'react-i18next';
import type { Provider, ProviderTest, Settings } from '../../shared/protocol';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useProblemText } from '../i18n/useProblemText';
import { problemOf } from '../protocol/problem';
import {
  fieldProblems,
  formOf,
  isChanged,
  patchOf,
  type FieldProblem,
  type ModelForm,
  type TestState,
} from '../state/modelForm';
import { useObservable } from '../state/observable';

export interface ModelFormView {
  readonly form: ModelForm;
  readonly provider: Provider | undefined;
  readonly changed: boolean;
  readonly saving: boolean;
  readonly problems: readonly FieldProblem[];
  readonly test: TestState;
  readonly models: readonly string[];
  readonly edit: (fields: Partial<ModelForm>) => void;
  readonly discard: () => void;
  readonly save: () => Promise<void>;
  readonly runTest: () => Promise<void>;
  readonly removeKey: () => Promise<void>;
}

/** The form of the model settings: what is stored until something is changed, then what is typed until it is saved. */
export function useModelForm(stored: Settings, providers: readonly Provider[]): ModelFormView {
  const { t } = useTranslation();
  const describe = useProblemText();
  const tellFailure = useTellFailure();
  const { modelForm, settings, rest, notices } = useServices();
  const { edited, saving, test, models } = useObservable(modelForm);
  const form = edited ?? formOf(stored);
  const provider = providers.find((one) => one.id === form.provider);

  /** The key first: settings that name a provider whose key was refused would fail at the next question. */
  const store = async () => {
    if (form.key !== '' && provider?.takes_key === true) await settings.setKey(provider.id, form.key);
    await settings.change(patchOf(form, provider));
  };

  return {
    form,
    provider,
    changed: isChanged(form, stored),
    saving,
    problems: fieldProblems(form, provider),
    test,
    models,
    edit: (fields) => {
      const asksAnew = fields.provider !== undefined && fields.provider !== form.provider;
      modelForm.patch({
        edited: { ...form, ...fields, ...(asksAnew ? { key: '' } : {}) },
        test: { state: 'idle' },
        ...(asksAnew || fields.baseUrl !== undefined ? { models: [] } : {}),
      });
    },
    discard: () => {
      modelForm.patch({ edited: null, test: { state: 'idle' } });
    },
    save: async () => {
      if (saving) return;
      modelForm.patch({ saving: true });
      try {
        await store();
        modelForm.patch({ edited: null });
        notices.show('done', t('settings.saved'));
      } catch (error) {
        tellFailure(t('settings.saveFailed'), error);
      }
      modelForm.patch({ saving: false });
    },
    runTest: async () => {
      modelForm.patch({ test: { state: 'running' } });
      try {
        const result = await rest.testProvider(form.provider, testBody(form, provider));
        modelForm.patch({ test: { state: 'done', result }, models: result.models });
      } catch (error) {
        const text = describe(problemOf(error));
        modelForm.patch({ test: { state: 'done', result: { ok: false, ...text, models: [] } } });
      }
    },
    removeKey: async () => {
      try {
        await settings.removeKey(form.provider);
        notices.show('done', t('settings.model.keyRemoved'));
      } catch (error) {
        tellFailure(t('settings.model.keyRemoveFailed'), error);
      }
    },
  };
}

/** What is in the form; a key that is not typed anew is the stored one. */
function testBody(form: ModelForm, provider: Provider | undefined): ProviderTest {
  return {
    ...(provider?.needs_base_url === true ? { base_url: form.baseUrl.trim() } : {}),
    ...(provider?.needs_model === true ? { model: form.model.trim() } : {}),
    ...(form.key === '' ? {} : { key: form.key }),
  };
}
