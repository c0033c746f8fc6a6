import { useServices } from '../app/ServicesContext';

/** Looks for updates now, and shows what comes of it. */
export function useLookForUpdates(): () => void {
  const { shell, view } = useServices();
  return () => {
    view.patch({ dialog: { kind: 'updates' } });
    void shell.request('update:check');
  };
}
