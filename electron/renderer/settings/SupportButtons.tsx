import { Button } from '@mantine/core';
import { IconFolderOpen, IconHeartRateMonitor } from '@tabler/icons-react';
import { useServices } from '../app/ServicesContext';
import { useOpenLogs } from './useOpenLogs';

interface Props {
  logsLabel: string;
  diagnosticsLabel: string;
}

/** The two ways to find out more when something is wrong; what they are called depends on the place. */
export function SupportButtons({ logsLabel, diagnosticsLabel }: Props) {
  const { view } = useServices();
  const openLogs = useOpenLogs();
  return (
    <>
      <Button variant="default" leftSection={<IconFolderOpen size={17} />} onClick={openLogs}>
        {logsLabel}
      </Button>
      <Button
        variant="default"
        leftSection={<IconHeartRateMonitor size={17} />}
        onClick={() => {
          view.patch({ dialog: { kind: 'diagnostics' } });
        }}
      >
        {diagnosticsLabel}
      </Button>
    </>
  );
}
