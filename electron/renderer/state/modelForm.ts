/** The form of the model settings: kept here, so that a look at another page loses nothing that was typed. */
import type { Provider, ProviderTestResult, Settings, SettingsPatch } from '../../shared/protocol';
import { Observable } from './observable';

export interface ModelForm {
  readonly provider: string;
  readonly baseUrl: string;
  readonly model: string;
  /** A new key; empty leaves the stored one as it is. */
  readonly key: string;
}

export type TestState =
  { readonly state: 'idle' | 'running' } | { readonly state: 'done'; readonly result: ProviderTestResult };

export interface ModelFormState {
  /** Null until something is changed: the stored settings are shown. */
  readonly edited: ModelForm | null;
  readonly saving: boolean;
  readonly test: TestState;
  /** Models that the server named in the last test. */
  readonly models: readonly string[];
}

export function createModelForm(): Observable<ModelFormState> {
  return new Observable<ModelFormState>({ edited: null, saving: false, test: { state: 'idle' }, models: [] });
}

export function formOf(settings: Settings): ModelForm {
  return { provider: settings.provider, baseUrl: settings.base_url ?? '', model: settings.model ?? '', key: '' };
}

export function isChanged(form: ModelForm, settings: Settings): boolean {
  const stored = formOf(settings);
  return (
    form.key !== '' ||
    form.provider !== stored.provider ||
    form.baseUrl.trim() !== stored.baseUrl ||
    form.model.trim() !== stored.model
  );
}

export type FieldProblem = 'base-url-missing' | 'base-url-invalid' | 'model-missing';

/** What has to be mended before the form can be saved; the backend has the last word. */
export function fieldProblems(form: ModelForm, provider: Provider | undefined): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (provider?.needs_base_url === true) {
    if (form.baseUrl.trim() === '') problems.push('base-url-missing');
    else if (!isHttpUrl(form.baseUrl.trim())) problems.push('base-url-invalid');
  }
  if (provider?.needs_model === true && form.model.trim() === '') problems.push('model-missing');
  return problems;
}

/** Fields that a provider does not use stay stored: choosing the provider again brings them back. */
export function patchOf(form: ModelForm, provider: Provider | undefined): SettingsPatch {
  return {
    provider: form.provider,
    ...(provider?.needs_base_url === true ? { base_url: form.baseUrl.trim() } : {}),
    ...(provider?.needs_model === true ? { model: form.model.trim() } : {}),
  };
}

function isHttpUrl(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}
