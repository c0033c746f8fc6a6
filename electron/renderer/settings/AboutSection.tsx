import { Button, Skeleton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { About } from '../../shared/ipc';
import { useServices } from '../app/ServicesContext';
import { ExternalLink } from '../markdown/ExternalLink';
import { PartsContext } from '../markdown/PartsContext';
import { Section } from './Section';

const LINKS = ['homepage', 'help', 'issues', 'privacy'] as const;

export function AboutSection() {
  const { t } = useTranslation();
  const { shell, view } = useServices();
  const [about, setAbout] = useState<About | null>(null);

  useEffect(() => {
    shell.request('app:about').then(setAbout, () => undefined);
  }, [shell]);

  return (
    <Section title={t('settings.about.title')}>
      {about === null ? <Skeleton height={96} /> : <AboutFacts about={about} />}
      <div className="settings-links">
        {about !== null && (
          <PartsContext>
            {LINKS.map((link) => (
              <ExternalLink key={link} address={about.links[link]}>
                {t(`settings.about.${link}`)}
              </ExternalLink>
            ))}
          </PartsContext>
        )}
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            view.patch({ dialog: { kind: 'licenses' } });
          }}
        >
          {t('settings.about.licenses')}
        </Button>
      </div>
    </Section>
  );
}

function AboutFacts({ about }: { about: About }) {
  const { t } = useTranslation();
  const runtime = `Electron ${about.electron} · Chromium ${about.chrome} · Node.js ${about.node} · ${about.platform}`;
  return (
    <div className="about">
      <p className="about-name">
        {about.name} <span>{t('settings.about.version', { version: about.version })}</span>
      </p>
      <p className="about-copyright">
        {about.publisher} · {about.copyright}
      </p>
      <dl>
        <dt>{t('settings.about.runtime')}</dt>
        <dd>{runtime}</dd>
        <dt>{t('settings.about.data')}</dt>
        <dd>{about.dataDir}</dd>
        <dt>{t('settings.about.logs')}</dt>
        <dd>{about.logDir}</dd>
      </dl>
    </div>
  );
}
